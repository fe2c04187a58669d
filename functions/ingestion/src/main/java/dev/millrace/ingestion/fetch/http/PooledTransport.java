package dev.millrace.ingestion.fetch.http;

import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * Builds the client that connects, keeps connections and speaks HTTP, and does nothing by itself:
 * no redirects, retries, cookies, proxies, unpacking or passwords.
 */
final class PooledTransport {
  private static final int CONNECTIONS = 16;
  private static final int CONNECTIONS_OF_HOST = 4;
  private static final int IDLE_MILLIS = 200;
  private static final int OLDEST_SECONDS = 60;
  private static final int LONGEST_LINE = 32 * 1024;
  private static final int MOST_HEADERS = 200;

  private PooledTransport() {}

  /**
   * A client whose connections go to the addresses that the policy resolves and checks, and whose
   * certificates must be for the name that was asked for.
   *
   * @param tls what certificates are trusted by
   */
  static CloseableHttpClient build(HostPolicy policy, SSLContext tls) {
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            RegistryBuilder.<ConnectionSocketFactory>create()
                .register("http", PlainConnectionSocketFactory.getSocketFactory())
                .register("https", new SSLConnectionSocketFactory(tls))
                .build(),
            null,
            null,
            policy::resolve,
            OLDEST_SECONDS,
            TimeUnit.SECONDS);
    connections.setMaxTotal(CONNECTIONS);
    connections.setDefaultMaxPerRoute(CONNECTIONS_OF_HOST);
    connections.setValidateAfterInactivity(IDLE_MILLIS);
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setMessageConstraints(
                MessageConstraints.custom()
                    .setMaxLineLength(LONGEST_LINE)
                    .setMaxHeaderCount(MOST_HEADERS)
                    .build())
            .build());
    return HttpClientBuilder.create()
        .setConnectionManager(connections)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableDefaultUserAgent()
        .build();
  }
}
