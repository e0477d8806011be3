package io.vaultjca.command.terminal;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** The person at the terminal. */
public interface Person {
  /** Asks a question; the answer is null if the terminal was closed. */
  @Nullable String answer(String prompt);

  /** Reads a secret without echo, or null if the terminal was closed; the caller clears it. */
  char @Nullable [] secret(String prompt);

  /** The person at a console. */
  static Person at(Console console) {
    return new Person() {
      @Override
      public @Nullable String answer(String prompt) {
        return console.readLine("%s", prompt);
      }

      @Override
      public char @Nullable [] secret(String prompt) {
        return console.readPassword("%s", prompt);
      }
    };
  }
}
