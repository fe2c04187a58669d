package dev.millrace.tables;

import java.net.URL;
import java.util.function.Supplier;

/**
 * Keeps Hadoop from reading its default settings. Iceberg makes a Hadoop configuration for each
 * Parquet file that it writes, and each parses {@code core-default.xml} again, which takes longer
 * than a small file itself. Nothing in the writing of Parquet depends on those settings.
 */
final class HadoopDefaults {
  private HadoopDefaults() {}

  /** What {@code work} makes, without the settings. */
  static <T> T leftOut(Supplier<T> work) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    // A configuration looks for its resources by the loader that its thread had when it was made.
    thread.setContextClassLoader(new WithoutXml(own));
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  /** Finds all classes, and all resources but Hadoop's {@code core-default.xml} and the like. */
  private static final class WithoutXml extends ClassLoader {
    WithoutXml(ClassLoader parent) {
      super(parent);
    }

    @Override
    public URL getResource(String name) {
      return name.endsWith(".xml") ? null : super.getResource(name);
    }
  }
}
