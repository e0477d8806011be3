package io.vaultjca.consumers.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client's connection, with the handshake done. */
final class Conversation implements AutoCloseable {
  private final SSLSocket socket;
  private final BufferedReader reader;

  private Conversation(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Opens a connection to a host that loopback plays. */
  static Conversation with(SSLContext context, String host, int port, String... protocols)
      throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    plain.setSoTimeout(20_000);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    parameters.setServerNames(List.of(new SNIHostName(host)));
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      return new Conversation(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Says something; with TLS 1.3 the ticket for the next connection comes with the answer. */
  String say(String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    return reader.readLine();
  }

  SSLSession session() {
    return socket.getSession();
  }

  /** The server's certificate. */
  X509Certificate server() throws IOException {
    return (X509Certificate) session().getPeerCertificates()[0];
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
