package io.vaultjca.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong and what to do, instead of a stack trace, where an application fails to start.
 */
final class UnusableVaultAnalyzer extends AbstractFailureAnalyzer<UnusableVaultException> {
  /** Called by Spring Boot. */
  UnusableVaultAnalyzer() {}

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnusableVaultException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.action(), rootFailure);
  }
}
