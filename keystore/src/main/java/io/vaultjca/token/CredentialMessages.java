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

/** The part of a credential's complaint that a person can use. */
public final class CredentialMessages {
  /** How Jackson begins to quote what it could not parse: an answer with a token, perhaps. */
  private static final String QUOTATION = "[Source: (";

  /** What Azure Identity advises its own callers, which is no setting of ours. */
  private static final Pattern ADVICE_FOR_CODE =
      Pattern.compile(
          "To enable acquiring tokens for this tenant.*?for any tenant\\.( See \\D*/multitenant/\\w+)?");

  private CredentialMessages() {}

  /** Why there is no token, but not what a parser says: it quotes what may be a token. */
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
    // Nobody sees the inner exception that Azure Identity may point to.
    return unreachable
        .map(inner -> of(failure).contains("see inner exception") ? of(inner) : of(failure))
        .map("the token endpoint cannot be reached: "::concat)
        .orElseGet(() -> of(failure));
  }

  /** Whether an exception of the chain quotes an answer, or misleads: none of them is shown. */
  static boolean isUnfit(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(link -> String.valueOf(link.getMessage()))
        .anyMatch(text -> text.contains(QUOTATION) || ADVICE_FOR_CODE.matcher(text).find());
  }

  /** The first message of a chain of causes. */
  public static String of(Throwable failure) {
    Throwable speaking = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    while (speaking.getMessage() == null && speaking.getCause() != null) {
      speaking = speaking.getCause();
    }
    if (failure instanceof ConnectException && speaking instanceof ClosedChannelException) {
      // The JDK says nothing of a refused connection.
      return "connection refused";
    }
    String message =
        speaking.getMessage() == null ? speaking.getClass().getSimpleName() : speaking.getMessage();
    int quotation = message.indexOf(QUOTATION);
    String words = quotation < 0 ? message : message.substring(0, quotation);
    String line = OneLine.of(ADVICE_FOR_CODE.matcher(words).replaceAll(""));
    // An exception that wraps another one repeats its class and its message.
    return line.replaceFirst("^(?:(?:[a-z][\\w]*\\.)+[A-Z][\\w.$]*: )+", "");
  }
}
