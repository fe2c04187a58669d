package dev.millrace.local.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/** Issues and checks the tokens that Cognito issues on AWS, with a key of this data directory. */
public final class DevelopmentIssuer {
  private static final String ISSUER = "https://development.millrace.invalid";
  private static final String CLIENT = "development";
  private static final int KEY_BITS = 2048;

  private final RSAKey key;
  private final Clock clock;

  private DevelopmentIssuer(RSAKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** The issuer whose private key is in a file, which is made where it is not there. */
  public static DevelopmentIssuer of(Path file, Clock clock) throws IOException {
    try {
      if (!Files.exists(file)) {
        RSAKey key = new RSAKeyGenerator(KEY_BITS).keyID(UUID.randomUUID().toString()).generate();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key.toJSONString());
      }
      return new DevelopmentIssuer(RSAKey.parse(Files.readString(file)), clock);
    } catch (JOSEException | ParseException e) {
      throw new IOException(file + " holds no usable key: remove it, and a new one is made", e);
    }
  }

  /** A token with some scopes, as a client-credentials grant of Cognito's looks. */
  public String token(Collection<String> scopes, Duration validity) {
    Date now = Date.from(clock.instant());
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(CLIENT)
            .claim("client_id", CLIENT)
            .claim("token_use", "access")
            .claim("scope", String.join(" ", scopes))
            .jwtID(UUID.randomUUID().toString())
            .issueTime(now)
            .expirationTime(Date.from(clock.instant().plus(validity)))
            .build();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("The development key does not sign", e);
    }
    return token.serialize();
  }

  /** The claims of a token that this issuer signed, for its one client, and that is valid now. */
  Optional<JWTClaimsSet> verify(String token) {
    try {
      SignedJWT signed = SignedJWT.parse(token);
      if (!JWSAlgorithm.RS256.equals(signed.getHeader().getAlgorithm())
          || !signed.verify(new RSASSAVerifier(key.toRSAPublicKey()))) {
        return Optional.empty();
      }
      JWTClaimsSet claims = signed.getJWTClaimsSet();
      Instant now = clock.instant();
      boolean current =
          claims.getExpirationTime() != null
              && now.isBefore(claims.getExpirationTime().toInstant())
              && (claims.getNotBeforeTime() == null
                  || !now.isBefore(claims.getNotBeforeTime().toInstant()));
      boolean ours =
          ISSUER.equals(claims.getIssuer()) && CLIENT.equals(claims.getStringClaim("client_id"));
      return current && ours ? Optional.of(claims) : Optional.empty();
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
  }
}
