package io.vaultjca.command.terminal;

import java.io.Console;

/** Somebody at the terminal, who can be asked. */
public interface Person {
  /** Their answer, or null if they closed the terminal. */
  String answer(String prompt);

  /** What they type unseen, or null if they closed the terminal; the caller clears it. */
  char[] secret(String prompt);

  /** Whoever is at a console. */
  static Person at(Console console) {
    return new Person() {
      @Override
      public String answer(String prompt) {
        return console.readLine("%s", prompt);
      }

      @Override
      public char[] secret(String prompt) {
        return console.readPassword("%s", prompt);
      }
    };
  }
}
