package io.vaultjca.command.keys.change;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.vaultjca.command.keys.view.KeyAnswer;
import io.vaultjca.command.keys.view.KeyFields;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.SdkCalls.Call;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code keys create}. */
@Command(
    name = "create",
    description = "Creates a key, or a new version of one.",
    footer = {
      "  java -jar vaultjca.jar keys create release --type EC --curve P-384",
      "  java -jar vaultjca.jar keys create doc --type AKP --algorithm ML-DSA-65"
    })
public final class CreateKey extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @Option(
      names = "--type",
      required = true,
      paramLabel = "TYPE",
      description =
          "RSA, EC, oct (symmetric; in a Managed HSM or a Premium vault) or AKP (ML-DSA, a preview).")
  private NewKeyType type;

  @Option(
      names = "--hsm",
      description = "Creates the key in an HSM: type RSA-HSM, EC-HSM, oct-HSM or AKP-HSM.")
  private boolean hsm;

  @Option(
      names = "--size",
      paramLabel = "BITS",
      description = "RSA: 2048 (the default), 3072 or 4096; oct: 128, 192 or 256 (the default).")
  private @Nullable Integer size;

  @Option(
      names = "--exponent",
      paramLabel = "NUMBER",
      description = "The public exponent of an RSA key in a Managed HSM; 65537 by default.")
  private @Nullable Integer exponent;

  @Option(
      names = "--curve",
      paramLabel = "CURVE",
      description = "The curve of an EC key: P-256 (the default), P-256K, P-384 or P-521.")
  private @Nullable String curve;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description = "The algorithm of an AKP key: ML-DSA-44, ML-DSA-65 (the default) or ML-DSA-87.")
  private @Nullable String algorithm;

  @Mixin private NewKeyOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    options.check();
    refuse("--size", size, type == NewKeyType.EC || type == NewKeyType.AKP);
    refuse("--exponent", exponent, type != NewKeyType.RSA);
    refuse("--curve", curve, type != NewKeyType.EC);
    refuse("--algorithm", algorithm, type != NewKeyType.AKP);
    String what = "Creating the key " + name;
    String check = "the versions of the key " + name;
    session.show(
        type == NewKeyType.AKP
            ? KeyAnswer.of(
                session
                    .requests()
                    .send(
                        session.once(what, check),
                        "POST",
                        "keys/" + name + "/create",
                        akp(session)),
                false)
            : KeyFields.of(session.keys().once(what, check, call(session))));
  }

  private void refuse(String option, @Nullable Object value, boolean useless) {
    if (value != null && useless) {
      throw misuse("%s does not go with --type %s.".formatted(option, type));
    }
  }

  private Call<KeyClient, KeyVaultKey> call(Session session) throws CommandException {
    switch (type) {
      case RSA -> {
        CreateRsaKeyOptions rsa = new CreateRsaKeyOptions(name.text()).setHardwareProtected(hsm);
        rsa.setKeySize(size);
        if (exponent != null) {
          rsa.setPublicExponent(exponent);
        }
        options.addTo(rsa, session);
        return client -> client.createRsaKey(rsa);
      }
      case EC -> {
        CreateEcKeyOptions ec = new CreateEcKeyOptions(name.text()).setHardwareProtected(hsm);
        if (curve != null) {
          ec.setCurveName(KeyCurveName.fromString(curve));
        }
        options.addTo(ec, session);
        return client -> client.createEcKey(ec);
      }
      default -> {
        CreateOctKeyOptions oct = new CreateOctKeyOptions(name.text()).setHardwareProtected(hsm);
        oct.setKeySize(size);
        options.addTo(oct, session);
        return client -> client.createOctKey(oct);
      }
    }
  }

  /** The SDK does not support such keys. */
  private String akp(Session session) throws CommandException {
    Fields request =
        new Fields()
            .with("kty", hsm ? "AKP-HSM" : "AKP")
            .with("alg", algorithm == null ? "ML-DSA-65" : algorithm);
    options.addTo(request, session);
    return Json.of(request);
  }
}
