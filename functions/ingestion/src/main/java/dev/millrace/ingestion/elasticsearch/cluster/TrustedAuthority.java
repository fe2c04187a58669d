package dev.millrace.ingestion.elasticsearch.cluster;

import dev.millrace.runs.failure.FailureCategory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the certificates of a source's own authority, and no other. */
final class TrustedAuthority {
  private TrustedAuthority() {}

  /**
   * A context for connections.
   *
   * @param pem one certificate or more
   * @throws ClusterFailure when there is none in it
   */
  static SSLContext context(String pem) throws ClusterFailure {
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      if (certificates.isEmpty()) {
        throw new ClusterFailure(
            "The secret of ca_secret held no certificate; expected PEM, -----BEGIN CERTIFICATE-----");
      }
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException unusable) {
      throw new ClusterFailure(
          FailureCategory.SOURCE,
          "The secret of ca_secret held what is no certificate; expected PEM, -----BEGIN CERTIFICATE-----",
          unusable);
    }
  }
}
