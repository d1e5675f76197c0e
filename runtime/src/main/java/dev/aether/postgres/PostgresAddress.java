package dev.aether.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/// Where a PostgreSQL is, and who asks it: `postgresql://user:password@host:port/database?…`. What
/// follows the question mark are the parameters of the driver.
///
/// @param jdbc the address as the driver wants it
/// @param user as the server knows it
/// @param password in the clear
/// @param shown the address for people: without user and password
public record PostgresAddress(
    String jdbc, Optional<String> user, Optional<String> password, String shown) {

  /// Reads an address.
  ///
  /// @throws IllegalArgumentException if it is none; the message does not repeat it
  public static PostgresAddress of(String address) {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException _) {
      throw new IllegalArgumentException("it is no address"); // without repeating a password
    }
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
      throw new IllegalArgumentException("expected postgresql://user:password@host:port/database");
    }
    String place =
        uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    Optional<String> info = Optional.ofNullable(uri.getRawUserInfo());
    return new PostgresAddress(
        "jdbc:postgresql://" + place + query,
        info.map(both -> plain(both.split(":", 2)[0])),
        info.filter(both -> both.contains(":")).map(both -> plain(both.split(":", 2)[1])),
        "postgresql://" + place);
  }

  private static String plain(String encoded) {
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// For connections outside the pool.
  public Properties properties() {
    var properties = new Properties();
    user.ifPresent(name -> properties.setProperty("user", name));
    password.ifPresent(secret -> properties.setProperty("password", secret));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("ApplicationName", "aether");
    return properties;
  }
}
