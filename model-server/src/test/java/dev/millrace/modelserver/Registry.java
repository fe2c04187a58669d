package dev.millrace.modelserver;

import dev.millrace.common.Deadline;
import dev.millrace.routing.Heartbeat;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingItem;
import dev.millrace.routing.RoutingRow;
import dev.millrace.testsupport.DynamoDbProxy;
import dev.millrace.testsupport.DynamoDbProxy.Fault;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.S3Server;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The tables of routing rows and heartbeats, and the bucket of versions, on emulators. */
final class Registry implements AutoCloseable {
  static final long MEMORY_BYTES = 256L << 20;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private final S3Server s3;
  private final String bucket = "registry-" + BUCKETS.incrementAndGet();
  private final DynamoDbProxy dynamoDb;
  private final String routing = DynamoDbServer.newTable("model");
  private final String heartbeats = DynamoDbServer.newTable("instance");
  private volatile String unreachable = "";

  /** An empty one, whose bucket is on a server that outlives it. */
  Registry(S3Server s3) throws IOException {
    this.s3 = s3;
    s3.client().createBucket(create -> create.bucket(bucket));
    dynamoDb =
        new DynamoDbProxy(
            (operation, body) ->
                !unreachable.isEmpty() && body.contains('"' + unreachable + '"')
                    ? Fault.REFUSED
                    : Fault.NONE);
  }

  /** A server of what the rows name. */
  RunningServer serve() throws IOException {
    return serve(MEMORY_BYTES);
  }

  /** A server that has this much memory for versions. */
  RunningServer serve(long memoryBytes) throws IOException {
    return new RunningServer(
        new ModelSource.Registry(routing, heartbeats, bucket, memoryBytes),
        dynamoDb.client(),
        s3.client());
  }

  RegistryFiles files() {
    return new RegistryFiles(s3::client, bucket);
  }

  /** Registers a version of the feature x. */
  void put(String model, String version, byte[] onnx) {
    put(model, version, OnnxFile.declaration(model, version), onnx);
  }

  void put(String model, String version, String json, byte[] onnx) {
    String folder = "registry/%s/%s/".formatted(model, version);
    s3.put(bucket, folder + "model.json", json);
    s3.client()
        .putObject(
            put -> put.bucket(bucket).key(folder + "model.onnx"), RequestBody.fromBytes(onnx));
  }

  /** Writes a row whose versions are not in effect yet. */
  void route(String model, RoutedVersions versions) {
    write(model, versions, Optional.empty());
  }

  /** Writes a row whose versions answer. */
  void routeInEffect(String model, RoutedVersions versions) {
    write(model, versions, Optional.of(new RoutesInEffect(versions, 1, Instant.EPOCH)));
  }

  /** Writes a row whose versions wait until they are loaded, while others answer. */
  void route(String model, RoutedVersions versions, RoutedVersions inEffect) {
    write(model, versions, Optional.of(new RoutesInEffect(inEffect, 0, Instant.EPOCH)));
  }

  private void write(String model, RoutedVersions versions, Optional<RoutesInEffect> inEffect) {
    RoutingRow row =
        new RoutingRow(model, versions, 1, Optional.empty(), Optional.empty(), List.of(), inEffect);
    DynamoDbServer.client().putItem(put -> put.tableName(routing).item(RoutingItem.of(row)));
  }

  /** Takes a model's row away. */
  void unroute(String model) {
    DynamoDbServer.client()
        .deleteItem(
            delete -> delete.tableName(routing).key(Map.of("model", AttributeValue.fromS(model))));
  }

  /** What the instances say that are alive. */
  List<Heartbeat> alive() {
    return new HeartbeatTable(DynamoDbServer.client(), heartbeats)
        .alive(Instant.now(), Deadline.after(Duration.ofSeconds(10)));
  }

  /** Whether an instance says that it has loaded just these versions. */
  boolean isReported(String... versions) {
    return alive().stream().anyMatch(beat -> beat.loaded().equals(Set.of(versions)));
  }

  void refuseRoutingReads() {
    unreachable = routing;
  }

  void refuseHeartbeats() {
    unreachable = heartbeats;
  }

  void refuseNothing() {
    unreachable = "";
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}
