package io.vaultjca.transport;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The chain of causes of a failure, which begins with the failure itself. */
public final class Causes {
  /** Longer chains do not occur, unless they are circular. */
  private static final int LONGEST = 100;

  private Causes() {}

  /** The chain; empty if there is no failure. */
  public static Stream<Throwable> of(@Nullable Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(LONGEST);
  }

  /** The first exception of a class in the chain. */
  public static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> type) {
    return of(failure).filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Whether a host name could not be resolved. */
  public static boolean showUnknownHost(@Nullable Throwable failure) {
    return of(failure)
        .anyMatch(
            c -> c instanceof UnknownHostException || c instanceof UnresolvedAddressException);
  }
}
