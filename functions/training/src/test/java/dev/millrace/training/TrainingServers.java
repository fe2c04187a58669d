package dev.millrace.training;

import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.LakeClients;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.SqsServer;
import java.nio.file.Path;
import software.amazon.awssdk.services.glue.GlueClient;

/** What training sets are built with: S3, Glue and DynamoDB, and a queue. */
public final class TrainingServers implements AutoCloseable {
  public final LakeServers lake;
  final SqsServer sqs;
  final LakeCatalog catalog;
  final GlueClient glue;

  public TrainingServers(Path folder) throws Exception {
    lake = new LakeServers(folder);
    sqs = new SqsServer();
    catalog = new LakeCatalog(LakeServers.BUCKET, lake.catalogProperties());
    LakeClients clients = new LakeClients();
    clients.initialize(lake.catalogProperties());
    glue = clients.glue();
  }

  @Override
  public void close() {
    glue.close();
    catalog.close();
    sqs.close();
    lake.close();
  }
}
