package dev.millrace.local.lambda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * AWS's runtime interface client, taken from this process's own class path.
 *
 * @param classPath its jars
 * @param library its native library, unpacked: the client would unpack it to one file in /tmp, over
 *     that of another function
 */
record RuntimeInterfaceClient(String classPath, Path library) {
  static final String MAIN_CLASS = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private static final String LIBRARY_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
  private static final Pattern JAR =
      Pattern.compile(
          "(aws-lambda-java-(runtime-interface-client|core|serialization)|utils-lite)-[0-9].*\\.jar");

  /** Unpacks the native library below a directory. */
  static RuntimeInterfaceClient unpack(Path directory) throws IOException {
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    String name = "libaws-lambda-jni.linux-" + architecture + ".so";
    Path library = directory.resolve(name);
    Files.createDirectories(directory);
    try (InputStream bytes = RuntimeInterfaceClient.class.getResourceAsStream("/jni/" + name)) {
      if (bytes == null) {
        throw new IOException(name + " is not on the class path");
      }
      Files.write(library, bytes.readAllBytes());
    }
    return new RuntimeInterfaceClient(jars(), library);
  }

  private static String jars() {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> JAR.matcher(Path.of(entry).getFileName().toString()).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  String libraryOption() {
    return "-D" + LIBRARY_PROPERTY + "=" + library;
  }
}
