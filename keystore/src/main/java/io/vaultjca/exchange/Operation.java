package io.vaultjca.exchange;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.redaction.Redaction;
import io.vaultjca.transport.Deadline;
import io.vaultjca.transport.Request;
import java.time.Duration;

/**
 * One operation on a vault: what it is, how long it may take with all its requests, and how it has
 * gone so far.
 *
 * <p>For one use, by one thread; another one may look at what it waits for.
 */
public final class Operation {
  private final String format;
  private final Object[] arguments;
  private final Deadline deadline;
  private final String inDoubt;
  private boolean ofCiphertext;
  private Request request;
  private Redaction redaction;
  private Challenge demanded;
  private int tries;
  private boolean maybeDone;
  private Exchanges.Turn turn;
  private volatile Wait awaited = Wait.NONE;

  private Operation(Deadline deadline, String inDoubt, String format, Object... arguments) {
    this.deadline = deadline;
    this.inDoubt = inDoubt;
    this.format = format;
    this.arguments = arguments;
  }

  /** An operation that may be repeated. Its format is filled in only if it is told. */
  public static Operation of(Duration timeout, String format, Object... arguments) {
    return new Operation(Deadline.after(timeout), null, format, arguments);
  }

  /**
   * An operation that makes something: one that a second request would make again. It is repeated
   * only after a try that surely had no effect.
   */
  public static Operation once(
      Duration timeout, String inDoubt, String format, Object... arguments) {
    return new Operation(Deadline.after(timeout), inDoubt, format, arguments);
  }

  /**
   * The same within the same time, tried once in one of several vaults.
   *
   * @param object what it is about there: the last one of the format's arguments
   */
  public Operation in(Exchanges.Turn vaultsTurn, Object object) {
    Object[] there = arguments.clone();
    there[there.length - 1] = object;
    Operation part = new Operation(deadline, inDoubt, format, there);
    part.ofCiphertext = ofCiphertext;
    part.turn = vaultsTurn;
    return part;
  }

  /** Its one try in one of several vaults; null if it may be repeated in the same one. */
  Exchanges.Turn turn() {
    return turn;
  }

  /** How long to wait for the answer of a request that may take so long. */
  Duration patience(Duration requestTimeout) {
    return turn == null || turn.patience().compareTo(requestTimeout) >= 0
        ? requestTimeout
        : turn.patience();
  }

  /** Tries it once, without a turn of its own, and waits so long for an answer. */
  public void once(Duration patience) {
    turn = new Exchanges.Turn(patience, false, false);
  }

  /**
   * Says that it decrypts or unwraps: from why that is refused nobody is to learn what is in the
   * ciphertext, so that a refusal is told from the others by its reason.
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

  /** Until when it has to end. */
  public Deadline deadline() {
    return deadline;
  }

  /** The answer says something that cannot be true, so nothing of it is used. */
  public VaultException distrust(String why) {
    return new VaultException(
        Reason.BAD_ANSWER,
        "%s failed: the answer is not trusted: %s. Nothing of it was used.%s"
            .formatted(description(), redacted(why), doubt(null)),
        null);
  }

  /** The answer lacks what the service promises. */
  public VaultException badAnswer(String why) {
    return badAnswer(why, "");
  }

  /** The answer has another form than the service's. */
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

  /** What the service holds cannot be used, while the answer itself is in order. */
  public VaultException unusable(String why) {
    return VaultException.unusable(
        "%s failed: the answer could not be used: %s.".formatted(description(), redacted(why)),
        null);
  }

  /** The service took it on, and says that it did not end well. */
  public VaultException endedBadly(String why) {
    return new VaultException(
        Reason.SERVICE_FAILURE, "%s failed: %s.".formatted(description(), redacted(why)), null);
  }

  /** What is sent from now on, of which nobody is to read a secret in the words of an answer. */
  void begin(Request sent, Redaction ofSent) {
    request = sent;
    redaction = ofSent;
  }

  /** What is sent, without a token. */
  Request request() {
    return request;
  }

  /** Something that it waits for, since when, and how long at most. */
  record Wait(String what, Deadline time) {
    static final Wait NONE = new Wait("nothing", Deadline.after(Duration.ZERO));
  }

  /** It waits for something from now on. */
  void awaits(String what, Duration atMost) {
    awaited = new Wait(what, Deadline.after(atMost));
  }

  void awaitsNothing() {
    awaited = Wait.NONE;
  }

  Wait awaited() {
    return awaited;
  }

  /** Others' words without what was sent to them in confidence. */
  String redacted(String words) {
    return redaction == null ? words : redaction.of(words);
  }

  /** What the vault demanded of a token in a try before, or null. */
  Challenge demanded() {
    return demanded;
  }

  void demand(Challenge challenge) {
    demanded = challenge;
  }

  /** A try begins: one request, and what its challenges ask for. */
  void trying() {
    tries++;
  }

  /** A request goes out; one without its content makes nothing. */
  void sending(boolean whole) {
    maybeDone = whole;
  }

  /** Its answer has come in whole. */
  void answered(int status) {
    maybeDone = status < 400 || status >= 500;
  }

  /**
   * Whether the last try may have made what must not be made twice: a gateway's 503, too, can stand
   * for an answer that it lost. Takes why there was no answer; null if there was one.
   */
  boolean isInDoubt(Throwable failure) {
    return inDoubt != null && maybeDone && !Retries.isBeforeConnection(failure);
  }

  /** What to say where it {@linkplain #isInDoubt is in doubt}; else nothing. */
  String doubt(Throwable failure) {
    return isInDoubt(failure) ? inDoubt : "";
  }

  int tries() {
    return tries;
  }

  /** How often it was tried, and how long that took. */
  String triesInWords() {
    return "%s in %s"
        .formatted(tries == 1 ? "one try" : tries + " tries", Failures.seconds(deadline.elapsed()));
  }
}
