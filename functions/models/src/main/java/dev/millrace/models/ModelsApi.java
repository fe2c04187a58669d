package dev.millrace.models;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.audit.AuditTable;
import dev.millrace.common.AwsClients;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.Route;
import dev.millrace.models.http.ModelRoutes;
import dev.millrace.models.http.ModelsApiWarmUp;
import dev.millrace.models.http.VersionRoutes;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.registry.RegistryStores;
import dev.millrace.models.registry.UploadUrls;
import dev.millrace.runs.RunMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Answers the routes below {@code /models}: the registry, routing and rollouts. */
public final class ModelsApi implements RequestStreamHandler, Resource {
  private static final int CONNECTIONS = 16;

  private final HttpFunction http;
  private final ModelsApiWarmUp warmUp;

  /** As Lambda makes it, from the process's environment. */
  public ModelsApi() {
    this(Settings.fromEnvironment());
  }

  ModelsApi(Settings settings) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    DynamoDbClient dynamoDb = clients.dynamoDb();
    RegistrySettings registry = RegistrySettings.of(settings, clients, dynamoDb, clients.s3());
    RegistryStores stores = registry.stores();
    ModelAccess access = new ModelAccess(stores.models());
    List<Route> routes =
        new ArrayList<>(new ModelRoutes(stores, access, registry.completion()).all());
    routes.addAll(
        new VersionRoutes(
                stores,
                access,
                registry.registration(),
                registry.completion(),
                new UploadUrls(S3Presigner.create(), registry.bucket()))
            .all());
    routes.addAll(
        RoutingApi.of(settings, dynamoDb, RunMachine.client(clients), InstantSource.system())
            .routes(access));
    this.http =
        new HttpFunction(
            routes,
            AuditTable.of(
                settings, dynamoDb, new FunctionMetrics(settings), InstantSource.system()));
    this.warmUp = new ModelsApiWarmUp(http, settings.text("DEFAULT_MODEL"));
    Core.getGlobalContext().register(this);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    http.handle(event, answer, context);
  }

  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    warmUp.run();
  }

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {
    // Connections that the snapshot held are gone; the HTTP client opens new ones by itself.
  }
}
