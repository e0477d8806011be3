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
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.SdkCalls.Call;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.exchange.Operation;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code keys create}. */
@Command(
    name = "create",
    description = "Makes a key, or a new version of one.",
    footer = {
      "  java -jar vaultjca.jar keys create release --type EC --curve P-384",
      "  java -jar vaultjca.jar keys create doc --type AKP --algorithm ML-DSA-65"
    })
public final class CreateKey extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "The name of the key.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @Option(
      names = "--type",
      required = true,
      paramLabel = "TYPE",
      description = {
        "RSA, EC, oct (symmetric; a Managed HSM or a Premium vault) or AKP (ML-DSA, a preview)."
      })
  private NewKeyType type;

  @Option(
      names = "--hsm",
      description = "In an HSM: the types RSA-HSM, EC-HSM, oct-HSM and AKP-HSM.")
  private boolean hsm;

  @Option(
      names = "--size",
      paramLabel = "BITS",
      description =
          "Of RSA 2048 (the default), 3072 or 4096; of oct 128, 192 or 256 (the default).")
  private Integer size;

  @Option(
      names = "--exponent",
      paramLabel = "NUMBER",
      description = "The public exponent of an RSA key, in a Managed HSM; 65537 by default.")
  private Integer exponent;

  @Option(
      names = "--curve",
      paramLabel = "CURVE",
      description = "Of an EC key: P-256 (the default), P-256K, P-384 or P-521.")
  private String curve;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description = "Of an AKP key: ML-DSA-44, ML-DSA-65 (the default) or ML-DSA-87.")
  private String algorithm;

  @Mixin private NewKeyOptions options;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    options.check(spec);
    refuse("--size", size, type == NewKeyType.EC || type == NewKeyType.AKP);
    refuse("--exponent", exponent, type != NewKeyType.RSA);
    refuse("--curve", curve, type != NewKeyType.EC);
    refuse("--algorithm", algorithm, type != NewKeyType.AKP);
    Operation operation =
        session.once("Creating the key " + name, "the versions of the key " + name);
    session
        .output()
        .show(
            type == NewKeyType.AKP
                ? KeyAnswer.of(
                    session
                        .requests()
                        .send(operation, "POST", "keys/" + name + "/create", akp(session)),
                    false)
                : KeyFields.of(session.keys().run(operation, call(session))));
  }

  private void refuse(String option, Object value, boolean useless) {
    if (value != null && useless) {
      throw new ParameterException(
          spec.commandLine(), "%s does not go with --type %s.".formatted(option, type));
    }
  }

  private Call<KeyClient, KeyVaultKey> call(Session session) throws CommandException {
    switch (type) {
      case RSA -> {
        CreateRsaKeyOptions rsa = new CreateRsaKeyOptions(name).setHardwareProtected(hsm);
        rsa.setKeySize(size);
        if (exponent != null) {
          rsa.setPublicExponent(exponent);
        }
        options.addTo(rsa, session);
        return client -> client.createRsaKey(rsa);
      }
      case EC -> {
        CreateEcKeyOptions ec = new CreateEcKeyOptions(name).setHardwareProtected(hsm);
        if (curve != null) {
          ec.setCurveName(KeyCurveName.fromString(curve));
        }
        options.addTo(ec, session);
        return client -> client.createEcKey(ec);
      }
      default -> {
        CreateOctKeyOptions oct = new CreateOctKeyOptions(name).setHardwareProtected(hsm);
        oct.setKeySize(size);
        options.addTo(oct, session);
        return client -> client.createOctKey(oct);
      }
    }
  }

  /** The SDK does not know such keys. */
  private String akp(Session session) throws CommandException {
    Fields request =
        new Fields()
            .with("kty", hsm ? "AKP-HSM" : "AKP")
            .with("alg", algorithm == null ? "ML-DSA-65" : algorithm);
    options.addTo(request, session);
    return Json.of(request);
  }
}
