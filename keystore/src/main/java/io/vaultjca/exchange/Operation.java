package io.vaultjca.exchange;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.redaction.Redaction;
import io.vaultjca.transport.Deadline;
import io.vaultjca.transport.Request;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a vault: its description, its time limit for all requests, and its progress.
 *
 * <p>For a single use by one thread; another thread may read {@link #awaited()}.
 */
public final class Operation {
  private final String format;
  private final Object[] arguments;
  private final Deadline deadline;
  private final @Nullable String inDoubt;
  private boolean ofCiphertext;
  private @Nullable Request request;
  private @Nullable Redaction redaction;
  private @Nullable Challenge demanded;
  private int tries;
  private boolean maybeDone;
  private Exchanges.@Nullable Turn turn;
  private volatile Wait awaited = Wait.NONE;

  private Operation(
      Deadline deadline, @Nullable String inDoubt, String format, Object... arguments) {
    this.deadline = deadline;
    this.inDoubt = inDoubt;
    this.format = format;
    this.arguments = arguments;
  }

  /** An operation that may be repeated. Its description is formatted only when it is needed. */
  public static Operation of(Duration timeout, String format, Object... arguments) {
    return new Operation(Deadline.after(timeout), null, format, arguments);
  }

  /**
   * An operation that a second request would do again, such as a creation. It is repeated only
   * after a try that surely had no effect.
   *
   * @param inDoubt advice, as a sentence after a blank, for when the outcome is unknown
   */
  public static Operation once(
      Duration timeout, String inDoubt, String format, Object... arguments) {
    return new Operation(Deadline.after(timeout), inDoubt, format, arguments);
  }

  /**
   * The same operation with the same deadline, as a single try in one of several vaults.
   *
   * @param object the name of its object in that vault, which replaces the format's last argument
   */
  public Operation in(Exchanges.Turn vaultsTurn, Object object) {
    Object[] there = arguments.clone();
    there[there.length - 1] = object;
    Operation part = new Operation(deadline, inDoubt, format, there);
    part.ofCiphertext = ofCiphertext;
    part.turn = vaultsTurn;
    return part;
  }

  /** The single try that this is; null if the operation may be repeated. */
  Exchanges.@Nullable Turn turn() {
    return turn;
  }

  /** How long to wait for the answer to a request: no longer than its turn permits. */
  Duration patience(Duration requestTimeout) {
    return turn == null || turn.patience().compareTo(requestTimeout) >= 0
        ? requestTimeout
        : turn.patience();
  }

  /** Makes this a single try that waits for the answer for so long at most. */
  public void once(Duration patience) {
    turn = new Exchanges.Turn(patience, false, false);
  }

  /**
   * Marks an operation that decrypts or unwraps. Its refusal gets a reason of its own, so that
   * callers can hide it: the words of a refusal may reveal something about the plaintext.
   */
  public Operation ofCiphertext() {
    ofCiphertext = true;
    return this;
  }

  boolean isOfCiphertext() {
    return ofCiphertext;
  }

  public String description() {
    return format.formatted(arguments);
  }

  public Deadline deadline() {
    return deadline;
  }

  /** The answer contradicts the request, so nothing of it is used. */
  public VaultException distrust(String why) {
    return new VaultException(
        Reason.BAD_ANSWER,
        "%s failed: the answer is not trusted: %s. Nothing of it was used.%s"
            .formatted(description(), redacted(why), doubt(null)),
        null);
  }

  /** The answer lacks something that the service promises. */
  public VaultException badAnswer(String why) {
    return badAnswer(why, "");
  }

  /** The answer does not have the form that the service documents. */
  public VaultException anotherForm() {
    return badAnswer(
        "it is not what the service promises (is there a proxy in between?)",
        Failures.PROXY_ADVICE);
  }

  private VaultException badAnswer(String why, String advice) {
    return new VaultException(
        Reason.BAD_ANSWER,
        "%s failed: the answer could not be used: %s.%s%s"
            .formatted(description(), redacted(why), advice, doubt(null)),
        null);
  }

  /** The answer is correct, but the object that it describes is unusable. */
  public VaultException unusable(String why) {
    return VaultException.unusable(
        "%s failed: the answer could not be used: %s.".formatted(description(), redacted(why)),
        null);
  }

  /** The service accepted the operation and reports that it failed. */
  public VaultException endedBadly(String why) {
    return new VaultException(
        Reason.SERVICE_FAILURE, "%s failed: %s.".formatted(description(), redacted(why)), null);
  }

  /** Sets the request, and the redaction of its secrets from quoted answers. */
  void begin(Request sent, Redaction ofSent) {
    request = sent;
    redaction = ofSent;
  }

  /** The request, without a token; only after {@link #begin}. */
  Request request() {
    return Objects.requireNonNull(request, "request");
  }

  /** What an operation waits for, since when, and how long at most. */
  record Wait(String what, Deadline time) {
    static final Wait NONE = new Wait("nothing", Deadline.after(Duration.ZERO));
  }

  void awaits(String what, Duration atMost) {
    awaited = new Wait(what, Deadline.after(atMost));
  }

  void awaitsNothing() {
    awaited = Wait.NONE;
  }

  Wait awaited() {
    return awaited;
  }

  /** Quoted words without the secrets of the request. */
  String redacted(String words) {
    return redaction == null ? words : redaction.of(words);
  }

  /** The vault's challenge to an earlier try, if any. */
  @Nullable Challenge demanded() {
    return demanded;
  }

  void demand(Challenge challenge) {
    demanded = challenge;
  }

  /** Begins a try: one request, and its repetitions for challenges. */
  void trying() {
    tries++;
  }

  /** Begins to send a request; one without its body has no effect. */
  void sending(boolean whole) {
    maybeDone = whole;
  }

  /** Records that the whole answer has arrived. */
  void answered(int status) {
    maybeDone = status < 400 || status >= 500;
  }

  /**
   * Whether the last try may have done what must not be done twice. That includes a 503, by which a
   * gateway may report an answer that it lost.
   *
   * @param failure why there was no answer; null if there was one
   */
  boolean isInDoubt(@Nullable Throwable failure) {
    // The advice may be empty: the caller that passes none gives its own.
    return inDoubt != null && maybeDone && !Retries.isBeforeConnection(failure);
  }

  /** The advice for an operation that {@linkplain #isInDoubt is in doubt}; otherwise empty. */
  String doubt(@Nullable Throwable failure) {
    return inDoubt != null && isInDoubt(failure) ? inDoubt : "";
  }

  int tries() {
    return tries;
  }

  String triesInWords() {
    return "%s in %s"
        .formatted(tries == 1 ? "one try" : tries + " tries", Failures.seconds(deadline.elapsed()));
  }
}
