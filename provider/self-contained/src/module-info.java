/**
 * The security provider {@code AzureKeyVault} with everything that it needs, in one jar.
 *
 * <p>It is open because Jackson and azure-core use reflection on their own classes. It is a named
 * module because programs that resolve few modules, such as jarsigner and keytool, then resolve the
 * ones that it requires.
 */
open module io.vaultjca {
  requires java.logging;
  requires java.net.http;
  requires java.xml;
  requires static jdk.jfr; // For events of the flight recorder, if the JVM has one.

  exports io.vaultjca;
  exports io.vaultjca.key;
  exports io.vaultjca.provider;
  exports io.vaultjca.provider.spec;

  provides java.security.Provider with io.vaultjca.provider.AzureKeyVaultProvider;

  // The JVM ignores the service files of a named module. The merged libraries use these services:
  uses io.vaultjca.shaded.com.azure.core.http.HttpClientProvider;
  uses io.vaultjca.shaded.com.azure.core.http.policy.AfterRetryPolicyProvider;
  uses io.vaultjca.shaded.com.azure.core.http.policy.BeforeRetryPolicyProvider;
  uses io.vaultjca.shaded.com.azure.core.util.metrics.MeterProvider;
  uses io.vaultjca.shaded.com.azure.core.util.serializer.JsonSerializerProvider;
  uses io.vaultjca.shaded.com.azure.core.util.serializer.MemberNameConverterProvider;
  uses io.vaultjca.shaded.com.azure.core.util.tracing.Tracer;
  uses io.vaultjca.shaded.com.azure.core.util.tracing.TracerProvider;
  uses io.vaultjca.shaded.com.azure.json.JsonProvider;
  uses io.vaultjca.shaded.com.fasterxml.jackson.core.JsonFactory;
  uses io.vaultjca.shaded.com.fasterxml.jackson.core.ObjectCodec;
  uses io.vaultjca.shaded.com.fasterxml.jackson.databind.Module;

  provides io.vaultjca.shaded.com.azure.core.http.HttpClientProvider with
      io.vaultjca.shaded.com.azure.core.http.jdk.httpclient.JdkHttpClientProvider;
  provides io.vaultjca.shaded.com.fasterxml.jackson.core.JsonFactory with
      io.vaultjca.shaded.com.fasterxml.jackson.core.JsonFactory;
  provides io.vaultjca.shaded.com.fasterxml.jackson.core.ObjectCodec with
      io.vaultjca.shaded.com.fasterxml.jackson.databind.ObjectMapper;
  provides io.vaultjca.shaded.com.fasterxml.jackson.databind.Module with
      io.vaultjca.shaded.com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
}
