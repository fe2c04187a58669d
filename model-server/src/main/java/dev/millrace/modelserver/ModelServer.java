package dev.millrace.modelserver;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.AwsClients;
import dev.millrace.inference.Model;
import dev.millrace.inference.ModelMemory;
import dev.millrace.inference.UnusableModelException;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutingTable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Serves versions of models over HTTP, as SageMaker calls it: one in a folder, or all that the
 * routing rows name. The environment configures it: see the README of model-server.
 */
public final class ModelServer implements AutoCloseable {

  /** SageMaker kills a container 30 seconds after it asked it to stop. */
  private static final int SECONDS_TO_FINISH = 20;

  /** To DynamoDB and S3 together: the follower's one, and the loader's. */
  private static final int CONNECTIONS = 4;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LoadedVersions versions = new LoadedVersions();
  private final Log log;

  /** Null where one version is served from a folder. */
  private RoutingFollower follower;

  private ModelServer(HttpServer http, Log log) {
    this.http = http;
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
    } catch (InvalidSettingException | UnusableModelException | IOException | SdkException e) {
      log.error("cannot start", Map.of("reason", String.valueOf(e.getMessage())));
      System.exit(1);
    }
  }

  /**
   * Listens: with a version in a folder once it is loaded and has made a first prediction; with
   * routed ones at once, and answers pings once they are loaded.
   */
  static ModelServer start(Settings settings, Log log) throws UnusableModelException, IOException {
    return switch (settings.source()) {
      case ModelSource.Folder folder -> start(folder, settings, log);
      case ModelSource.Registry registry -> {
        AwsClients clients = new AwsClients(CONNECTIONS);
        // A client takes a while to be made: one beside the other.
        CompletableFuture<S3Client> s3 = CompletableFuture.supplyAsync(clients::s3);
        yield start(registry, settings, clients.dynamoDb(), s3::join, log);
      }
    };
  }

  private static ModelServer start(ModelSource.Folder folder, Settings settings, Log log)
      throws UnusableModelException, IOException {
    configureHttpServer(settings);
    Model model = Model.load(folder.directory(), settings.threads());
    long memory = ModelMemory.bytes(Files.size(folder.directory().resolve("model.onnx")));
    var queue = new InferenceQueue(Runtime.getRuntime().availableProcessors());
    var server = new ModelServer(HttpServer.create(settings.address(), 0), log);
    server.versions.add(new LoadedVersion(model, memory, queue, log));
    server.listen(settings, queue, () -> true);
    server.log(
        "ready",
        Map.of("model", model.definition().name(), "model_version", model.definition().version()));
    return server;
  }

  /** As {@link #start(Settings, Log)}, with clients of one's own. */
  static ModelServer start(
      ModelSource.Registry registry,
      Settings settings,
      DynamoDbClient dynamoDb,
      Supplier<S3Client> s3,
      Log log)
      throws IOException {
    configureHttpServer(settings);
    var queue = new InferenceQueue(Runtime.getRuntime().availableProcessors());
    var server = new ModelServer(HttpServer.create(settings.address(), 0), log);
    var loader =
        new VersionLoader(
            server.versions,
            new RegistryFiles(s3, registry.bucket()),
            queue,
            settings.threads(),
            registry.memoryBytes(),
            System::nanoTime,
            log);
    server.follower =
        new RoutingFollower(
            new RoutingTable(dynamoDb, registry.routingTable()),
            new HeartbeatTable(dynamoDb, registry.heartbeatsTable()),
            server.versions,
            loader,
            InstantSource.system(),
            log);
    server.listen(settings, queue, server.follower::isReady);
    server.log("listening", Map.of("instance", server.follower.instance()));
    server.follower.start();
    return server;
  }

  private void listen(Settings settings, InferenceQueue queue, BooleanSupplier isReady) {
    http.setExecutor(threads);
    http.createContext(
        "/",
        new Endpoint(
            versions,
            isReady,
            queue.mostShadows(),
            new RequestBody(settings.maximumBodyBytes()),
            settings.maximumInstances(),
            log));
    http.start();
  }

  private void log(String message, Map<String, Object> fields) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("address", address().getAddress().getHostAddress());
    all.put("port", address().getPort());
    all.putAll(fields);
    log.info(message, all);
  }

  InetSocketAddress address() {
    return http.getAddress();
  }

  /** Takes no further connection, finishes what it has begun and frees the models. */
  @Override
  public void close() {
    log.info("stopping", Map.of());
    if (follower != null) {
      follower.close();
    }
    http.stop(SECONDS_TO_FINISH);
    threads.close();
    versions.close();
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
