package io.vaultjca.token;

import io.vaultjca.text.OneLine;
import io.vaultjca.transport.AnswerTooLargeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    List<Throwable> chain =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(20).toList();
    Optional<Throwable> tooLarge =
        chain.stream().filter(AnswerTooLargeException.class::isInstance).findFirst();
    if (tooLarge.isPresent()) {
      return "the token endpoint's answer cannot be used: " + tooLarge.get().getMessage();
    }
    Throwable root = chain.get(chain.size() - 1);
    if (root instanceof NullPointerException || of(failure).contains("Could not parse JSON")) {
      return "the token endpoint's answer is not what it promises (is there a proxy in between?)";
    }
    Optional<Throwable> unreachable =
        chain.stream().filter(IOException.class::isInstance).findFirst();
    // Azure Identity may refer to an inner exception, which the reader of a message does not see.
    return unreachable
        .map(inner -> of(failure).contains("see inner exception") ? of(inner) : of(failure))
        .map("the token endpoint cannot be reached: "::concat)
        .orElseGet(() -> of(failure));
  }

  /** Whether a chain of exceptions must not be shown: one of them quotes an answer, or misleads. */
  static boolean isUnfit(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(link -> String.valueOf(link.getMessage()))
        .anyMatch(text -> text.contains(QUOTATION) || ADVICE_FOR_CODE.matcher(text).find());
  }

  /** The first message in a chain of causes, as one line. */
  public static String of(Throwable failure) {
    Throwable speaking = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    while (speaking.getMessage() == null && speaking.getCause() != null) {
      speaking = speaking.getCause();
    }
    if (failure instanceof ConnectException && speaking instanceof ClosedChannelException) {
      // The JDK has no message for a refused connection.
      return "connection refused";
    }
    String message =
        speaking.getMessage() == null ? speaking.getClass().getSimpleName() : speaking.getMessage();
    int quotation = message.indexOf(QUOTATION);
    String words = quotation < 0 ? message : message.substring(0, quotation);
    String line = OneLine.of(ADVICE_FOR_CODE.matcher(words).replaceAll(""));
    // A wrapping exception repeats the class and the message of its cause.
    return line.replaceFirst("^(?:(?:[a-z][\\w]*\\.)+[A-Z][\\w.$]*: )+", "");
  }
}
