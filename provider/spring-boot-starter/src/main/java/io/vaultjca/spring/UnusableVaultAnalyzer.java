package io.vaultjca.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Replaces the stack trace of a failed start by a description and an action. */
final class UnusableVaultAnalyzer extends AbstractFailureAnalyzer<UnusableVaultException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnusableVaultException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.action(), rootFailure);
  }
}
