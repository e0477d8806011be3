package io.vaultjca.provider;

import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.Registration;
import io.vaultjca.provider.table.ServiceRow;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/** A row of the table, as the JCA sees it. */
final class VaultService extends Provider.Service {
  private final ServiceRow row;
  private final ServiceContext context;

  VaultService(Provider provider, ServiceRow row, ServiceContext context) {
    super(
        provider,
        row.type(),
        row.name(),
        row.maker().implementation().getName(),
        row.aliases(),
        row.attributes());
    this.row = row;
    this.context = context;
  }

  /** Whether this is the service that a program looks up; the JCA's names ignore case. */
  boolean isNamed(String type, String algorithm) {
    return getType().equalsIgnoreCase(type) && getAlgorithm().equalsIgnoreCase(algorithm);
  }

  @Override
  public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
    if (parameter != null) {
      throw new InvalidParameterException(
          "%s %s takes no constructor parameter".formatted(getType(), getAlgorithm()));
    }
    return row.maker().make(context, row.name(), row.digest());
  }

  /**
   * Whether the key is in a vault. A key in the JVM is supported only under a name that no other
   * provider has: {@code OtherProviders} then finds one for it under the JDK's name.
   */
  @Override
  public boolean supportsParameter(@Nullable Object parameter) {
    if (row.keys() == KeyClasses.NONE || !(parameter == null || parameter instanceof Key)) {
      // Throws the InvalidParameterException that the JCA prescribes.
      return super.supportsParameter(parameter);
    }
    return row.keys().accept(parameter)
        || (row.registration() == Registration.UNKNOWN_TO_THE_JDK
            && row.keys().areLike(parameter)
            && context.others().haveNone(getType(), getAlgorithm()));
  }
}
