package dev.millrace.modelserver;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.inference.Model;
import dev.millrace.inference.UnusableModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves one model over HTTP, as SageMaker calls it. The environment configures it: see the README
 * of model-server.
 */
public final class ModelServer implements AutoCloseable {

  /** SageMaker kills a container 30 seconds after it asked it to stop. */
  private static final int SECONDS_TO_FINISH = 20;

  private final HttpServer http;
  private final ExecutorService threads;
  private final Model model;
  private final Log log;

  private ModelServer(HttpServer http, ExecutorService threads, Model model, Log log) {
    this.http = http;
    this.threads = threads;
    this.model = model;
    this.log = log;
  }

  /**
   * Runs until it gets SIGTERM or SIGINT, or where that is set until its input ends; ends with
   * status 1 and a log line when it cannot start.
   *
   * @param arguments one at most, {@code serve}, which SageMaker passes
   */
  public static void main(String[] arguments) {
    var log = new Log(System.out);
    try {
      Settings settings = Settings.from(System.getenv());
      ModelServer server = start(settings, log);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      if (settings.endsWithInput()) {
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
      }
    } catch (InvalidSettingException | UnusableModelException | IOException e) {
      log.error("cannot start", Map.of("reason", String.valueOf(e.getMessage())));
      System.exit(1);
    }
  }

  /** Listens once the model is loaded and has made a first prediction. */
  static ModelServer start(Settings settings, Log log) throws UnusableModelException, IOException {
    configureHttpServer(settings);
    Model model = Model.load(settings.modelDirectory(), settings.threads());
    HttpServer http = HttpServer.create(settings.address(), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    http.setExecutor(threads);
    http.createContext(
        "/",
        new Endpoint(
            model, new RequestBody(settings.maximumBodyBytes()), settings.maximumInstances(), log));
    http.start();
    var server = new ModelServer(http, threads, model, log);
    log.info(
        "ready",
        Map.of(
            "address", server.address().getAddress().getHostAddress(),
            "port", server.address().getPort(),
            "model", model.definition().name(),
            "model_version", model.definition().version()));
    return server;
  }

  InetSocketAddress address() {
    return http.getAddress();
  }

  /** Takes no further connection, finishes what it has begun and frees the model. */
  @Override
  public void close() {
    log.info("stopping", Map.of());
    http.stop(SECONDS_TO_FINISH);
    threads.close();
    try {
      model.close();
    } catch (IllegalStateException e) {
      log.error("the model was not freed", Map.of("exception", e.toString()));
    }
    log.info("stopped", Map.of());
  }

  /** The JDK's server knows these as system properties only, and reads them once. */
  private static void configureHttpServer(Settings settings) {
    // Without it a small answer waits 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty(
        "sun.net.httpserver.maxReqTime", Long.toString(settings.requestTimeout().toSeconds()));
    // Longer than a client keeps an idle connection, lest it sends on one that is being closed.
    System.setProperty("sun.net.httpserver.idleInterval", "300");
    System.setProperty("jdk.httpserver.maxConnections", "1000");
  }
}
