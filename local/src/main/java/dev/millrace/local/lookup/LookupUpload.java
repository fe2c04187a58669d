package dev.millrace.local.lookup;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Puts a file of a look-up table where LoadLookup reads it, under the name of its content. */
public final class LookupUpload {
  private LookupUpload() {}

  /**
   * Uploads a file.
   *
   * @param bucket the lake's
   * @param table the look-up table's name
   * @return the object's key
   * @throws StackException when the file cannot be read
   */
  public static String upload(S3Client s3, String bucket, String table, Path file)
      throws IOException {
    byte[] content = content(file);
    String key = "lookups/%s/%s.csv".formatted(table, sha256(content));
    s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
    return key;
  }

  private static byte[] content(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new StackException(file + " is a folder; expected a CSV file");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new StackException(file + " is not there; expected a CSV file", missing);
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
