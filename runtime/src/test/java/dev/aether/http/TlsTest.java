package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.TestParts;
import dev.aether.config.ServerSetting;
import dev.aether.config.ServerSettings.TlsSettings;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  static final char[] PASSWORD = "changeit".toCharArray();
  @TempDir Path folder;

  /// A self-signed certificate and its key as PEM files, and a store that trusts it.
  KeyStore certify(String algorithm) throws Exception {
    Path store = folder.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "SAN=dns:localhost,ip:127.0.0.1",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    pem("tls.crt", "CERTIFICATE", keys.getCertificate("server").getEncoded());
    pem("tls.key", "PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    return trusted;
  }

  void pem(String name, String kind, byte[] bytes) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, lines, kind));
  }

  String file(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void a_client_that_trusts_the_certificate_is_answered(String algorithm) throws Exception {
    KeyStore trusted = certify(algorithm);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    Settings settings =
        Settings.defaults()
            .with(ServerSetting.TLS_CERTIFICATE, file("tls.crt"))
            .with(ServerSetting.TLS_KEY, file("tls.key"))
            .with(TelemetrySetting.LOG_LEVEL, "error");
    try (var parts = TestParts.with(settings);
        var server = parts.serve();
        var client = HttpClient.newBuilder().sslContext(context).build();
        var stranger = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d/health".formatted(server.port())))
              .build();
      var response = client.send(request, BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo("OK");
      assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      assertThatThrownBy(() -> stranger.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void files_that_cannot_be_used_are_named() throws Exception {
    certify("EC");
    Files.writeString(folder.resolve("text"), "no PEM");
    refused(file("tls.crt"), "", "go together");
    refused("", file("tls.key"), "go together");
    refused(file("none"), file("tls.key"), "server.tls_certificate: cannot read");
    refused(file("text"), file("tls.key"), "server.tls_certificate: no PEM");
    refused(file("tls.crt"), file("text"), "server.tls_key: no private key");
    refused(file("tls.crt"), file("tls.crt"), "server.tls_key: no private key");
  }

  void refused(String certificate, String key, String why) {
    assertThatThrownBy(() -> TlsFiles.context(new TlsSettings(certificate, key)))
        .isInstanceOf(TlsFiles.UnusableTls.class)
        .hasMessageContaining(why);
  }
}
