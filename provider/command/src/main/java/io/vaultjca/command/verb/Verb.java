package io.vaultjca.command.verb;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One operation of the command: the fields of a subclass are its options and parameters. */
public abstract class Verb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Performs the operation, or throws an exception whose message explains the failure. */
  protected abstract void run(Session session) throws Exception;

  @Override
  public final Integer call() throws Exception {
    run(new Session((RootOptions) spec.root().userObject()));
    return 0;
  }

  /** An error of the command line, which ends with exit code 2. */
  protected final ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** The error of a verb that changes something, and was not told what. */
  protected final ParameterException nothingToChange() {
    return misuse("Say what to change: see --help.");
  }
}
