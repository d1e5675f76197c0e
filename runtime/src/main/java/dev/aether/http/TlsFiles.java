package dev.aether.http;

import dev.aether.config.ServerSettings.TlsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The server's certificate chain and private key, from files as every authority hands them out.
public final class TlsFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private TlsFiles() {}

  /// What the server needs to speak TLS.
  ///
  /// @throws UnusableTls if the files cannot be used
  public static SSLContext context(TlsSettings files) throws UnusableTls {
    try {
      Certificate[] chain = chain(files.certificate());
      PrivateKey key = key(files.key());
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, new char[0], chain);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException unusable) {
      throw new UnusableTls(
          "server.tls_certificate, server.tls_key: the two do not belong together");
    }
  }

  private static Certificate[] chain(String file) throws UnusableTls {
    try {
      byte[] bytes = bytes("server.tls_certificate", file);
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes))
          .toArray(Certificate[]::new);
    } catch (GeneralSecurityException _) {
      throw new UnusableTls("server.tls_certificate: no PEM certificates in " + file);
    }
  }

  private static PrivateKey key(String file) throws UnusableTls, GeneralSecurityException {
    String text = new String(bytes("server.tls_key", file), StandardCharsets.US_ASCII);
    Matcher key = KEY.matcher(text);
    if (key.find()) {
      var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (InvalidKeySpecException _) {
          // It is a key of another algorithm.
        }
      }
    }
    throw new UnusableTls(
        "server.tls_key: no private key of the form PKCS #8 (BEGIN PRIVATE KEY) in " + file);
  }

  private static byte[] bytes(String setting, String file) throws UnusableTls {
    if (file.isEmpty()) {
      throw new UnusableTls("server.tls_certificate and server.tls_key go together");
    }
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException _) {
      throw new UnusableTls(setting + ": cannot read " + file);
    }
  }

  /// The files cannot be used. The message says why, for people, and has no key in it.
  public static final class UnusableTls extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableTls(String message) {
      super(message);
    }
  }
}
