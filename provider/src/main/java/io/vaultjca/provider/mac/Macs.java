package io.vaultjca.provider.mac;

import io.vaultjca.provider.jvm.Digest;
import javax.crypto.MacSpi;

/** Makes the message authentication codes. */
public final class Macs {
  private Macs() {}

  /** The service's HMAC of a digest; the name is the same here and in the service. */
  public static MacSpi ofDigest(String name, Digest digest) {
    return new DigestMac(name, digest);
  }
}
