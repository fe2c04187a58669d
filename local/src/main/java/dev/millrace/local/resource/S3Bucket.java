package dev.millrace.local.resource;

import dev.millrace.local.template.Resource;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

/** A bucket, without policies, life cycle and notifications. */
final class S3Bucket extends ResourceType {
  S3Bucket() {
    super("AWS::S3::Bucket");
  }

  @Override
  boolean hasOwnName() {
    return true;
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    return Map.of("Arn", "arn:aws:s3:::" + reference.name());
  }

  @Override
  void create(List<Resource> resources, Creation creation) {
    S3Client s3 = creation.clients().s3();
    List<String> existing = s3.listBuckets().buckets().stream().map(Bucket::name).toList();
    for (Resource bucket : resources) {
      if (!existing.contains(bucket.name())) {
        s3.createBucket(request -> request.bucket(bucket.name()));
      }
    }
  }
}
