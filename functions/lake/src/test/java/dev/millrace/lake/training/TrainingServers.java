package dev.millrace.lake.training;

import dev.millrace.lake.fixture.LakeServers;
import dev.millrace.lake.fixture.SqsServer;
import dev.millrace.lake.table.LakeCatalog;
import java.nio.file.Path;

/** What training sets are built with: S3, Glue and DynamoDB, and a queue. */
public final class TrainingServers implements AutoCloseable {
  public final LakeServers lake;
  final SqsServer sqs;
  final LakeCatalog catalog;

  public TrainingServers(Path folder) throws Exception {
    lake = new LakeServers(folder);
    sqs = new SqsServer();
    catalog = lake.catalog();
  }

  @Override
  public void close() {
    catalog.close();
    sqs.close();
    lake.close();
  }
}
