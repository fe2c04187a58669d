package dev.millrace.local;

import dev.millrace.local.cloudformation.CustomResources;
import dev.millrace.local.glue.DataCatalog;
import dev.millrace.local.glue.GlueApi;
import dev.millrace.local.http.DeclaredApi;
import dev.millrace.local.http.DevelopmentIssuer;
import dev.millrace.local.http.HttpApi;
import dev.millrace.local.iam.RolePolicies;
import dev.millrace.local.lambda.AsynchronousInvocations;
import dev.millrace.local.lambda.DeclaredFunctions;
import dev.millrace.local.lambda.Functions;
import dev.millrace.local.lambda.InvokeApi;
import dev.millrace.local.lambda.LambdaFunction;
import dev.millrace.local.process.LoopbackServer;
import dev.millrace.local.resource.Creation;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.resource.ResourceTypes;
import dev.millrace.local.sagemaker.ModelServer;
import dev.millrace.local.schedule.ScheduleTargets;
import dev.millrace.local.schedule.Schedules;
import dev.millrace.local.secret.SecretStore;
import dev.millrace.local.stream.DeliveryCounts;
import dev.millrace.local.stream.EventSourceMapping;
import dev.millrace.local.support.AwsClients;
import dev.millrace.local.support.Folders;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.local.support.StackException;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A synthesized template, running on this machine: its tables, streams, buckets and queues on
 * emulators, its functions and its model server as processes. Closing it ends all of them; what the
 * emulators keep stays in the data directory.
 */
public final class LocalStack implements AutoCloseable {
  private static final Duration TOKEN_VALIDITY = Duration.ofDays(7);
  private static final long FUNCTION_START_SECONDS = 120;

  /** The path of the HTTP API whose functions score, as those do that streams trigger. */
  private static final String PREDICTIONS = "/predictions";

  private final Builder settings;
  private final CloudAssembly assembly;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<String, URI> endpoints = new LinkedHashMap<>();
  private final Set<String> triggered = new LinkedHashSet<>();
  private AwsClients clients;
  private Intrinsics intrinsics;
  private CalledServices services;
  private RolePolicies rolePolicies;
  private ModelServers modelServers;
  private EventSources eventSources;
  private OperatorServices operatorServices;
  // Tasks of state machines read it on threads of their own.
  private volatile Functions functions;
  private AsynchronousInvocations asynchronous;
  private HttpApi api;
  private String token;
  private volatile boolean stopping;

  private LocalStack(Builder settings) throws IOException {
    this.settings = settings;
    this.assembly = CloudAssembly.read(settings.assembly);
  }

  /**
   * Starts with the settings' defaults.
   *
   * @param root the project's root
   * @param assembly what {@code cdk synth} wrote
   * @param directory where the stack keeps its data and its logs
   */
  public static Builder builder(Path root, Path assembly, Path directory) {
    return new Builder(
        root.toAbsolutePath(), assembly.toAbsolutePath(), directory.toAbsolutePath());
  }

  /** How a stack is to run. */
  public static final class Builder {
    private final Path root;
    private final Path assembly;
    private final Path directory;
    private int port;
    private boolean fresh;
    private boolean schedules;
    private Optional<Duration> rate = Optional.empty();
    private boolean apiOnDemand;
    private EndpointFilter endpointFilter = (function, service, endpoint) -> endpoint;
    private Consumer<String> report = line -> {};

    private Builder(Path root, Path assembly, Path directory) {
      this.root = root;
      this.assembly = assembly;
      this.directory = directory;
    }

    /** The HTTP API's port; any free one where it is 0, as by default. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Starts without what an earlier stack left in the directory, and leaves nothing itself. */
    public Builder fresh() {
      this.fresh = true;
      return this;
    }

    /** Invokes functions as the template's schedules say, which nothing does by default. */
    public Builder schedules() {
      this.schedules = true;
      return this;
    }

    /** Invokes functions as the template's schedules say, but those with a rate at this one. */
    public Builder schedules(Duration rate) {
      this.rate = Optional.of(rate);
      return schedules();
    }

    /**
     * Starts every function behind the HTTP API at its first request, for who may make none: those
     * behind {@code /predictions} are ready with the stack by default.
     */
    public Builder apiOnDemand() {
      this.apiOnDemand = true;
      return this;
    }

    /** Puts something, such as a proxy that injects faults, between the functions and a service. */
    public Builder endpointFilter(EndpointFilter filter) {
      this.endpointFilter = filter;
      return this;
    }

    /** Told in a sentence what goes on: progress, and processes that die. */
    public Builder report(Consumer<String> report) {
      this.report = report;
      return this;
    }

    /**
     * Returns once the functions on the scoring path are ready and the pollers run.
     *
     * @throws StackException when the stack cannot run: a port or the directory is taken, a
     *     function does not start
     * @throws IOException when an emulator or the model server does not start
     */
    public LocalStack start() throws IOException, InterruptedException {
      LocalStack stack = new LocalStack(this);
      try {
        stack.start();
        return stack;
      } catch (IOException | InterruptedException | RuntimeException e) {
        stack.close();
        throw e;
      }
    }
  }

  /**
   * Says where a function reaches a service, whose name is that of {@code AWS_ENDPOINT_URL_NAME}.
   */
  @FunctionalInterface
  public interface EndpointFilter {
    URI apply(String function, String service, URI endpoint);
  }

  private void start() throws IOException, InterruptedException {
    Path logs = settings.directory.resolve("logs");
    Path data = settings.directory.resolve("data");
    opened(DataDirectoryLock.take(settings.directory));
    if (settings.fresh) {
      Folders.delete(data);
      Folders.delete(logs);
      opened(() -> Folders.delete(data));
    }
    NotImitated.write(assembly, logs.resolve("not-imitated.log"));
    // Taken now, because functions may be told the address, and served when there is something to
    // serve.
    LoopbackServer apiServer = opened(bindApi());
    settings.report.accept("Starting the emulators and the model server");
    Emulators emulators =
        opened(
            Emulators.start(
                settings.root.resolve("local"), data, settings.fresh, logs, this::report));
    endpoints.putAll(emulators.endpoints());
    DataCatalog catalog =
        settings.fresh
            ? DataCatalog.inMemory(Clock.systemUTC())
            : DataCatalog.in(data.resolve("glue.json"), Clock.systemUTC());
    endpoints.put("GLUE", opened(new GlueApi(catalog)).endpoint());
    clients = opened(AwsClients.of(assembly.region(), endpoints));
    intrinsics =
        new Intrinsics(
            assembly,
            new LocalAttributes(
                assembly.region(),
                endpoints.get("SQS").toString(),
                apiServer.endpoint().toString()));
    rolePolicies = new RolePolicies(assembly, intrinsics);
    eventSources = new EventSources(assembly, intrinsics);
    SecretStore secrets = SecretStore.in(data.resolve("secrets.json"), Clock.systemUTC());
    ResourceTypes.create(assembly, new Creation(intrinsics, clients, catalog, secrets));
    startModelServers(logs);
    services =
        opened(
            CalledServices.start(
                new CalledServices.Setting(
                    assembly,
                    intrinsics,
                    clients,
                    secrets,
                    settings.root.resolve("local"),
                    data,
                    logs,
                    this::report),
                (function, event) -> functions.invokeAndWait(function, event)));
    endpoints.putAll(services.endpoints());
    operatorServices =
        opened(
            OperatorServices.start(
                new OperatorServices.Setting(
                    assembly,
                    intrinsics,
                    rolePolicies,
                    eventSources.deliveries(),
                    logs,
                    endpoints.get("GLUE"),
                    endpoints.get("S3"))));
    startFunctions(logs);
    startApi(apiServer);
    Schedules schedules = serveSchedules(data.resolve("schedules.json"));
    new CustomResources(assembly, intrinsics, functions).create();
    modelServers.awaitReady();
    modelServers.awaitRouted(logs);
    // Only now: what they go through before their snapshot is what they will do.
    triggered.forEach(functions::start);
    awaitReady();
    opened(eventSources).start(functions, clients, data.resolve("checkpoints"), this::report);
    if (settings.schedules) {
      schedules.start();
    }
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.push(closeable);
    return closeable;
  }

  private LoopbackServer bindApi() throws IOException {
    try {
      return LoopbackServer.bind(settings.port);
    } catch (BindException e) {
      throw new StackException(
          "Port %d is taken: choose another with --port".formatted(settings.port), e);
    }
  }

  /** They look for their tables as soon as they run. */
  private void startModelServers(Path logs) throws IOException {
    modelServers =
        opened(
            ModelServers.start(
                assembly,
                intrinsics,
                serviceEnvironment((service, endpoint) -> endpoint),
                clients.dynamoDb(),
                settings.root,
                logs,
                this::report));
    endpoints.put("SAGEMAKER_RUNTIME", modelServers.runtime().endpoint());
  }

  private Schedules serveSchedules(Path file) throws IOException {
    return opened(
        new Schedules(
            assembly,
            intrinsics,
            settings.rate,
            new ScheduleTargets(functions, asynchronous, services.stateMachines(), this::report),
            services.scheduler(),
            file,
            Clock.systemUTC(),
            this::report));
  }

  private void startFunctions(Path logs) throws IOException {
    settings.report.accept("Starting the functions");
    LoopbackServer invocations = opened(LoopbackServer.bind(0));
    endpoints.put("LAMBDA", invocations.endpoint());
    DeclaredFunctions declared =
        new DeclaredFunctions(assembly, intrinsics, settings.root, this::serviceEnvironment);
    functions =
        opened(
            new Functions(declared.all(), settings.directory.resolve("code"), logs, this::report));
    services
        .stateMachines()
        .ifPresent(
            machines -> {
              machines.requireFunctions(functions::find);
              // Before the functions stop: a task that they give up would fail its execution.
              opened(machines);
            });
    asynchronous =
        opened(
            new AsynchronousInvocations(
                functions, assembly, intrinsics, clients.sqs(), this::report));
    new InvokeApi(functions, asynchronous).serve(invocations);
  }

  private void startApi(LoopbackServer server) throws IOException {
    DeclaredApi declared = new DeclaredApi(assembly, intrinsics);
    DevelopmentIssuer issuer =
        DevelopmentIssuer.of(settings.directory.resolve("issuer.json"), Clock.systemUTC());
    token = issuer.token(declared.scopes(), TOKEN_VALIDITY);
    api = opened(new HttpApi(server, declared, issuer, functions, Clock.systemUTC()));
    if (!settings.apiOnDemand) {
      triggered.addAll(declared.functions(PREDICTIONS));
    }
    eventSources.streams().stream()
        .map(EventSourceMapping::function)
        .filter(function -> functions.find(function).filter(LambdaFunction::snapStart).isPresent())
        .forEach(triggered::add);
  }

  /** Functions off the scoring path are started at their first event. */
  private void awaitReady() throws InterruptedException {
    for (String function : triggered) {
      try {
        functions.ready(function).get(FUNCTION_START_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new StackException(e.getCause().getMessage(), e);
      } catch (TimeoutException e) {
        throw new StackException(
            "%s was not ready within %d s; see %s"
                .formatted(function, FUNCTION_START_SECONDS, settings.directory.resolve("logs")),
            e);
      }
    }
  }

  private Map<String, String> serviceEnvironment(String function) {
    Map<String, String> environment =
        serviceEnvironment(
            (service, endpoint) ->
                settings.endpointFilter.apply(
                    function,
                    service,
                    service.equals("SAGEMAKER_RUNTIME")
                        ? modelServers.runtime().endpointOf(function, rolePolicies::denyEndpoints)
                        : endpoint));
    if (!rolePolicies.mayInvokeFunctions(function)) {
      environment.remove("AWS_ENDPOINT_URL_LAMBDA");
    }
    return environment;
  }

  private Map<String, String> serviceEnvironment(BiFunction<String, URI, URI> filter) {
    Map<String, String> environment = new LinkedHashMap<>();
    endpoints.forEach(
        (service, endpoint) ->
            environment.put(
                "AWS_ENDPOINT_URL_" + service, filter.apply(service, endpoint).toString()));
    environment.put("AWS_REGION", assembly.region());
    environment.put("AWS_DEFAULT_REGION", assembly.region());
    environment.put("AWS_ACCESS_KEY_ID", LocalCredentials.ACCESS_KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", LocalCredentials.SECRET_ACCESS_KEY);
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    // The Kinesis emulator's CBOR is not that of the SDK for Java.
    environment.put("CBOR_ENABLED", "false");
    return environment;
  }

  /** What {@code aws}, {@code curl} and the scripts need to reach the stack. */
  public Map<String, String> environment() {
    Map<String, String> environment = serviceEnvironment((service, endpoint) -> endpoint);
    operatorServices
        .endpoints()
        .forEach(
            (service, endpoint) ->
                environment.put("AWS_ENDPOINT_URL_" + service, endpoint.toString()));
    environment.put("MILLRACE_URL", api.endpoint().toString());
    environment.put("MILLRACE_TOKEN", token);
    return environment;
  }

  /** The HTTP API, without a trailing slash. */
  public URI url() {
    return api.endpoint();
  }

  /** A token with every scope. */
  public String token() {
    return token;
  }

  public Functions functions() {
    return functions;
  }

  /** Clients of the emulators, past any endpoint filter. */
  public AwsClients clients() {
    return clients;
  }

  /** The event source mappings that are polled. */
  public List<EventSourceMapping> mappings() {
    return eventSources.streams();
  }

  /** Deliveries from streams since the stack started. */
  public DeliveryCounts deliveries() {
    return eventSources.deliveries();
  }

  /** The model servers, by the name of their endpoint. */
  public Map<String, ModelServer> modelServers() {
    return modelServers.byEndpoint();
  }

  /** A process that ends while the stack stops is nobody's concern. */
  private void report(String line) {
    if (!stopping) {
      settings.report.accept(line);
    }
  }

  @Override
  public void close() {
    stopping = true;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        settings.report.accept("A part of the stack did not stop: " + e.getMessage());
      }
    }
  }
}
