package io.vaultjca.token;

import io.vaultjca.text.OneLine;
import io.vaultjca.transport.AnswerTooLargeException;
import io.vaultjca.transport.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Extracts the useful part of exception messages. */
public final class CredentialMessages {
  /** The start of Jackson's quotation of what it cannot parse, which may contain a token. */
  private static final String QUOTATION = "[Source: (";

  /** Azure Identity's advice to programs that call it, which does not apply to our settings. */
  private static final Pattern ADVICE_FOR_CODE =
      Pattern.compile(
          "To enable acquiring tokens for this tenant.*?for any tenant\\.( See \\D*/multitenant/\\w+)?");

  private CredentialMessages() {}

  /** Why there is no token, without a parser's words: these may quote a token. */
  static String ofTokenRequest(Throwable failure) {
    Optional<AnswerTooLargeException> tooLarge =
        Causes.first(failure, AnswerTooLargeException.class);
    if (tooLarge.isPresent()) {
      return "the token endpoint's answer cannot be used: " + tooLarge.get().getMessage();
    }
    Throwable root = Causes.of(failure).reduce(failure, (outer, inner) -> inner);
    if (root instanceof NullPointerException || of(failure).contains("Could not parse JSON")) {
      return "the token endpoint's answer is not what it promises (is there a proxy in between?)";
    }
    Optional<IOException> unreachable = Causes.first(failure, IOException.class);
    // Azure Identity may refer to an inner exception, which the reader of a message does not see.
    return unreachable
        .map(inner -> of(failure).contains("see inner exception") ? of(inner) : of(failure))
        .map("the token endpoint cannot be reached: "::concat)
        .orElseGet(() -> of(failure));
  }

  /** Whether a chain of exceptions must not be shown: one of them quotes an answer, or misleads. */
  static boolean isUnfit(Throwable failure) {
    return Causes.of(failure)
        .map(link -> String.valueOf(link.getMessage()))
        .anyMatch(text -> text.contains(QUOTATION) || ADVICE_FOR_CODE.matcher(text).find());
  }

  /** The first message in a chain of causes, as one line. */
  public static String of(Throwable failure) {
    Throwable cause = failure.getCause();
    Throwable speaking = failure instanceof UncheckedIOException && cause != null ? cause : failure;
    Throwable next = speaking.getCause();
    while (speaking.getMessage() == null && next != null) {
      speaking = next;
      next = speaking.getCause();
    }
    if (failure instanceof ConnectException && speaking instanceof ClosedChannelException) {
      // The JDK has no message for a refused connection.
      return "connection refused";
    }
    String message =
        Objects.requireNonNullElse(speaking.getMessage(), speaking.getClass().getSimpleName());
    int quotation = message.indexOf(QUOTATION);
    String words = quotation < 0 ? message : message.substring(0, quotation);
    String line = OneLine.of(ADVICE_FOR_CODE.matcher(words).replaceAll(""));
    // A wrapping exception repeats the class and the message of its cause.
    return line.replaceFirst("^(?:(?:[a-z][\\w]*\\.)+[A-Z][\\w.$]*: )+", "");
  }
}
