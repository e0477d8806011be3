package io.vaultjca.command.verb;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Something that the command does. A class of its own for each: the fields are its options, and
 * {@link #run} does it.
 */
public abstract class Verb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Does it, or throws an exception that says why not. */
  protected abstract void run(Session session) throws Exception;

  @Override
  public final Integer call() throws Exception {
    run(new Session((RootOptions) spec.root().userObject()));
    return 0;
  }
}
