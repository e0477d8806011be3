package io.vaultjca.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A download connects only to the address that it checked, and survives any answer. */
class DownloadTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final List<String> resolved = new CopyOnWriteArrayList<>();
  private ServerSocket listener;

  @BeforeEach
  void start() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread server =
        new Thread(
            () -> {
              try {
                while (true) {
                  try (Socket client = listener.accept()) {
                    client.getInputStream().read();
                    OutputStream out = client.getOutputStream();
                    out.write(OK.getBytes(StandardCharsets.US_ASCII));
                  }
                }
              } catch (IOException e) {
                // The test has ended.
              }
            });
    server.setDaemon(true);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  /** A name server with a second answer (DNS rebinding). */
  private InetAddress[] rebinding(String host) throws UnknownHostException {
    resolved.add(host);
    return resolved.size() == 1
        ? new InetAddress[] {InetAddress.getLoopbackAddress()}
        : InetAddress.getAllByName("203.0.113.1");
  }

  private URI address() {
    return URI.create("http://pki.example:%s/ca.crt".formatted(listener.getLocalPort()));
  }

  @Test
  void connectsToTheCheckedAddress() throws Exception {
    Download download =
        new Download(Set.of("pki.example:" + listener.getLocalPort()), this::rebinding);
    assertThat(download.get(address())).asString(StandardCharsets.US_ASCII).isEqualTo("ok");
    assertThat(resolved).as("resolved once").containsExactly("pki.example");
  }

  @Test
  void refusesAPublicNameWithALocalAddress() {
    Download download = new Download(Set.of(), this::rebinding);
    assertThatThrownBy(() -> download.get(address()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "leads to pki.example:%s, which is not public, nor named in azure.keyvault.chain-hosts"
                .formatted(listener.getLocalPort()));
    assertThat(resolved).hasSize(1);
  }

  @Test
  @EnabledIfSystemProperty(
      named = "vaultjca.full",
      matches = "true",
      disabledReason = "It runs with mvn -Pfull.")
  void limitsTheWaitForANameServer() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Download download =
        new Download(
            Set.of(),
            host -> {
              boolean interrupted = false;
              while (end.getCount() > 0) {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  // Like the operating system's resolver, it ignores interrupts.
                  interrupted = true;
                }
              }
              throw new UnknownHostException(host + interrupted);
            });
    assertThatThrownBy(() -> download.get(address())).hasMessage("does not answer within 5 s");
    end.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pki.example/ca.crt",
        "file:///etc/passwd",
        "jar:http://pki.example/x!/y",
        "http:/ca.crt",
        "http://user@pki.example/ca.crt",
        "http://under_score/ca.crt",
        "http://pki.example:0/",
        "ca.crt"
      })
  void resolvesNothingForAMalformedAddress(String address) {
    Download download = new Download(Set.of(), this::rebinding);
    assertThatThrownBy(() -> download.get(URI.create(address))).isInstanceOf(IOException.class);
    assertThat(resolved).isEmpty();
  }

  @Test
  void aMangledAnswerIsAtWorstAnIoException() {
    Random random = new Random(14);
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    String moved = "HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n";
    int read = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = List.of(OK, chunked, moved).get(i % 3).getBytes(StandardCharsets.ISO_8859_1);
      for (int j = random.nextInt(4); j > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        PlainAnswer answer = PlainAnswer.read(new ByteArrayInputStream(bytes));
        answer.redirect(URI.create("http://pki.example/"));
        read += answer.content().length;
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isPositive();
  }
}
