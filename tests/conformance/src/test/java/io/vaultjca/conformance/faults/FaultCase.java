package io.vaultjca.conformance.faults;

import io.vaultjca.Setting;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A fault and the expected outcome. */
final class FaultCase {
  private final FaultKind kind;
  private final String name;
  private final Fixture fixture;
  private final Map<Setting, String> settings = new EnumMap<>(Setting.class);
  private final Set<Work> works = EnumSet.allOf(Work.class);
  private boolean realCredential;
  private boolean spoilsItsScene;
  private Expectation expectation;

  /** Injects the fault. */
  @FunctionalInterface
  interface Fixture {
    void injectInto(Scene scene, String operation) throws Exception;
  }

  private FaultCase(FaultKind kind, String name, Fixture fixture) {
    this.kind = kind;
    this.name = name;
    this.fixture = fixture;
  }

  static FaultCase when(FaultKind kind, String name, Fixture fixture) {
    return new FaultCase(kind, name, fixture);
  }

  /** Adds a setting to the configuration. */
  FaultCase with(Setting setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /** Gets tokens with a client secret instead of a configured access token. */
  FaultCase withClientSecret() {
    realCredential = true;
    return this;
  }

  /** Requests continue after the case has ended, so the next one needs another scene. */
  FaultCase leavingRequestsBehind() {
    spoilsItsScene = true;
    return this;
  }

  boolean isSpoilingItsScene() {
    return spoilsItsScene;
  }

  FaultCase only(Work first, Work... more) {
    works.retainAll(EnumSet.of(first, more));
    return this;
  }

  FaultCase then(Expectation expected) {
    expectation = expected;
    return this;
  }

  FaultKind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  Fixture fixture() {
    return fixture;
  }

  Map<Setting, String> settings() {
    return settings;
  }

  boolean isRealCredential() {
    return realCredential;
  }

  Set<Work> works() {
    return works;
  }

  Expectation expectation() {
    return expectation;
  }
}
