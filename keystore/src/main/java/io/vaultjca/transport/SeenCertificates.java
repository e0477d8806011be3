package io.vaultjca.transport;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Records the certificates that a server shows in the TLS handshake, trusted or not, for a
 * diagnosis. The wrapped trust manager alone decides about trust.
 *
 * <p>Safe for use by several threads.
 */
public final class SeenCertificates {
  private volatile @Nullable Shown shown;

  /**
   * A server's certificates.
   *
   * @param chain the certificates, leaf first
   * @param protocol the version of TLS by the JDK's name, such as {@code TLSv1.3}
   */
  public record Shown(List<X509Certificate> chain, String protocol) {
    public Shown {
      chain = List.copyOf(chain);
    }
  }

  /** The certificates of the last handshake; empty if none got that far. */
  public Optional<Shown> last() {
    return Optional.ofNullable(shown);
  }

  /** Wraps trust managers so that this records what they check. */
  TrustManager[] watch(TrustManager... managers) {
    TrustManager[] watched = managers.clone();
    for (int i = 0; i < watched.length; i++) {
      if (watched[i] instanceof X509ExtendedTrustManager deciding) {
        watched[i] = new Watched(deciding);
      }
    }
    return watched;
  }

  /** Records the server's certificates, and lets the other trust manager decide. */
  private final class Watched extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager deciding;

    Watched(X509ExtendedTrustManager deciding) {
      this.deciding = deciding;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      shown = new Shown(List.of(chain), engine.getHandshakeSession().getProtocol());
      deciding.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      deciding.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      deciding.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      deciding.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      deciding.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      deciding.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return deciding.getAcceptedIssuers();
    }
  }
}
