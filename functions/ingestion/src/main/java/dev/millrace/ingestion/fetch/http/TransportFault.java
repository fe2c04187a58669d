package dev.millrace.ingestion.fetch.http;

import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.SourceFailures;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.http.MessageConstraintException;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.conn.HttpHostConnectException;

/** Says in a user's words why no whole answer came, and whether another attempt may get one. */
final class TransportFault {
  private TransportFault() {}

  /**
   * The failed attempt.
   *
   * @throws dev.millrace.runs.failure.StepFailure where no other attempt would go better
   */
  static RetryableFetch of(IOException fault, HttpCall call) {
    String host = call.url().host();
    return switch (fault) {
      case ForbiddenAddress forbidden ->
          throw SourceFailures.source(forbidden.getMessage() + '.', call.limits().pointer("url"));
      case UnknownHostException unknown ->
          new RetryableFetch("The name %s leads to no address".formatted(host), fault);
      case BoundedStream.Exceeded exceeded ->
          throw SourceFailures.limit(
              "The answer has %s: ask for fewer rows a page, or raise `maximum_bytes`"
                  .formatted(exceeded.getMessage()),
              call.limits().pointer("maximum_bytes"));
      case MessageConstraintException tooLong ->
          throw SourceFailures.limit(
              "The answer has more or longer headers than are read", call.limits().pointer("url"));
      case AnswerBody.UnknownEncoding unknown ->
          throw SourceFailures.source(
              "The answer's Content-Encoding was not asked for, expected gzip or none",
              call.limits().pointer("url"));
      case ZipException damaged ->
          new RetryableFetch(
              "The answer cannot be unpacked: %s".formatted(damaged.getMessage()), fault);
      case SSLException tls -> ofTls(tls, call);
      case ConnectTimeoutException slow ->
          new RetryableFetch("%s takes no connection in time".formatted(host), fault);
      case HttpHostConnectException refused -> unreachable(host, fault);
      case ConnectException refused -> unreachable(host, fault);
      case NoRouteToHostException none -> unreachable(host, fault);
      case SocketTimeoutException silent ->
          new RetryableFetch("%s fell silent before its answer was whole".formatted(host), fault);
      default -> new RetryableFetch("The connection to %s broke".formatted(host), fault);
    };
  }

  private static RetryableFetch unreachable(String host, IOException fault) {
    return new RetryableFetch("%s takes no connection".formatted(host), fault);
  }

  private static RetryableFetch ofTls(SSLException fault, HttpCall call) {
    String host = call.url().host();
    if (fault instanceof SSLPeerUnverifiedException) {
      throw SourceFailures.source(
          "The certificate of %s is for another name".formatted(host),
          call.limits().pointer("url"));
    }
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        throw SourceFailures.source(
            "The certificate of %s is not trusted, or has expired".formatted(host),
            call.limits().pointer("url"));
      }
    }
    return new RetryableFetch("The encrypted connection to %s failed".formatted(host), fault);
  }
}
