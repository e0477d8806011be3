package io.vaultjca.command.keys.rotation;

import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The output for a rotation policy. */
final class PolicyFields {
  private PolicyFields() {}

  static Fields of(Name name, KeyRotationPolicy policy) {
    List<KeyRotationLifetimeAction> actions = policy.getLifetimeActions();
    return new Fields()
        .with("name", name.text())
        .with("expiresIn", text(policy.getExpiresIn()))
        .with(
            "actions",
            actions == null ? List.of() : actions.stream().map(PolicyFields::of).toList())
        .with("created", policy.getCreatedOn())
        .with("updated", policy.getUpdatedOn());
  }

  private static Fields of(KeyRotationLifetimeAction action) {
    return new Fields()
        .with("action", action.getAction().toString())
        .with("timeAfterCreate", text(action.getTimeAfterCreate()))
        .with("timeBeforeExpiry", text(action.getTimeBeforeExpiry()));
  }

  private static @Nullable String text(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }
}
