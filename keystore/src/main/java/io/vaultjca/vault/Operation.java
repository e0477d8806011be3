package io.vaultjca.vault;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * One operation of ours on its way through the SDK: what it is, how long it may take, how often it
 * was tried.
 *
 * <p>The SDK's synchronous pipeline runs on the caller's thread, so the policies that need to know
 * find it there. This is how one deadline covers all tries, waits and page requests.
 */
final class Operation {
  private static final ThreadLocal<Operation> CURRENT = new ThreadLocal<>();

  private final String description;
  private final long started = System.nanoTime();
  private final Duration timeout;
  private final String inDoubt;
  private int tries;
  private boolean maybeDone;
  private boolean answered;
  private boolean accepted;
  private Duration rest = Duration.ZERO;
  private CredentialFailure credentialFailure;

  private Operation(String description, Duration timeout, String inDoubt) {
    this.description = description;
    this.timeout = timeout;
    this.inDoubt = inDoubt;
  }

  /**
   * Runs a call of the SDK.
   *
   * @param description what it does, as the beginning of a sentence: "Signing with key …"
   * @param config the connection
   * @param call the call
   * @return what it returns
   * @throws VaultException if it fails
   */
  static <T> T run(String description, ConnectionConfig config, Callable<T> call)
      throws VaultException {
    return run(new Operation(description, config.operationTimeout(), null), config, call);
  }

  /**
   * Runs a call of the SDK that makes something: one that a second request would make again. It is
   * repeated only after a try that surely had no effect.
   *
   * @param inDoubt what to add to the message of a failure after which it may have been made
   * @see #run(String, ConnectionConfig, Callable)
   */
  static <T> T runOnce(
      String description, String inDoubt, ConnectionConfig config, Callable<T> call)
      throws VaultException {
    return run(new Operation(description, config.operationTimeout(), inDoubt), config, call);
  }

  private static <T> T run(Operation operation, ConnectionConfig config, Callable<T> call)
      throws VaultException {
    Operation outer = CURRENT.get();
    CURRENT.set(operation);
    try {
      return call.call();
    } catch (VaultException e) {
      throw e;
    } catch (Exception e) {
      throw new VaultErrors(config, operation).translate(e);
    } finally {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }

  /** The operation of this thread; a policy of ours never runs outside of one. */
  static Operation current() {
    Operation operation = CURRENT.get();
    if (operation == null) {
      throw new IllegalStateException("A request was sent outside of an operation");
    }
    return operation;
  }

  String description() {
    return description;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  Duration remaining() {
    return timeout.minus(elapsed());
  }

  Duration timeout() {
    return timeout;
  }

  /** The next try is to wait; whoever says so has made sure that there is time. */
  void restBeforeNextTry(Duration delay) {
    rest = delay;
  }

  /** Waits as long as was asked for since the last try. */
  void rest() throws InterruptedException {
    Duration delay = rest;
    rest = Duration.ZERO;
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
  }

  /**
   * The answer says something that cannot be true, so nothing of it is used.
   *
   * @param why what is wrong with it, as a clause
   */
  VaultException distrust(String why) {
    return VaultException.unusable(
        description + " failed: the answer is not trusted: " + why + ". Nothing of it was used.",
        null);
  }

  /**
   * What the service holds cannot be used, while the answer itself is in order.
   *
   * @param why what is wrong with it, as a clause
   */
  VaultException unusable(String why) {
    return VaultException.unusable(
        description + " failed: the answer could not be used: " + why + ".", null);
  }

  /** A request goes out. */
  void sending() {
    tries++;
    answered = false;
    accepted = false;
    maybeDone = true;
  }

  /** Its answer has come in whole. A challenge belongs to the same try as what follows it. */
  void answered(int status) {
    answered = true;
    accepted = status < 400;
    maybeDone = status < 400 || status >= 500;
    if (status == 401) {
      tries--;
    }
  }

  /**
   * Whether the last try may have made what must not be made twice: a gateway's 503, too, can stand
   * for an answer that it lost.
   *
   * @param failure why there was no answer; null if there was one
   */
  boolean isInDoubt(Throwable failure) {
    return inDoubt != null && maybeDone && !BoundedRetry.isBeforeConnection(failure);
  }

  /** What to say when it {@linkplain #isInDoubt is in doubt}. */
  String inDoubt() {
    return inDoubt;
  }

  /** Whether the last request got an answer, whatever it was. */
  boolean isAnswered() {
    return answered;
  }

  /** Whether the last request got an answer by whose status all was well. */
  boolean isAccepted() {
    return accepted;
  }

  int tries() {
    return tries;
  }

  void credentialFailed(CredentialFailure failure) {
    credentialFailure = failure;
  }

  CredentialFailure credentialFailure() {
    return credentialFailure;
  }
}
