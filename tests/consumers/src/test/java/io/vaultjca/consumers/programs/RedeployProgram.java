package io.vaultjca.consumers.programs;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * An application server that deploys and undeploys a web application, and looks for what remains.
 * It prints the remaining class loaders and threads, and writes the live heap to a file.
 *
 * <p>Its first argument is the mode. {@code redeploy} deploys the application with the jar in it a
 * number of times. {@code drop} deploys it once, keeps its class loader, and drops the key store.
 * {@code share} has the jar in a class loader of the server, which the application is the first to
 * use, and keeps the key store.
 */
public final class RedeployProgram {
  /** Longer than a pool keeps idle threads, which is a minute. */
  private static final Duration LONGEST = Duration.ofSeconds(65);

  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  private final URL jar;
  private final URL classes;
  private final Path file;
  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
  private final Set<PhantomReference<ClassLoader>> deployed = new HashSet<>();

  private RedeployProgram(Path jar, Path classes, Path file) throws IOException {
    this.jar = jar.toUri().toURL();
    this.classes = classes.toUri().toURL();
    this.file = file;
  }

  /** The mode, the jar, the folder of the application's classes, its file, a number, the dump. */
  public static void main(String[] arguments) throws Exception {
    RedeployProgram program =
        new RedeployProgram(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
    List<Object> kept = new ArrayList<>();
    switch (arguments[0]) {
      case "redeploy" -> {
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
          program.deploy(PLATFORM, program.jar, program.classes);
        }
      }
      case "drop" -> kept.add(program.deployForGood());
      case "share" -> {
        URLClassLoader shared = new URLClassLoader(new URL[] {program.jar}, PLATFORM);
        kept.add(shared);
        kept.add(program.deploy(shared, program.classes));
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    program.collect();
    System.out.println("loaders " + program.deployed.size());
    System.out.println("threads " + (kept.isEmpty() ? threads() : List.of()));
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(arguments[5], true);
    System.out.println("kept " + kept.size());
    System.exit(0);
  }

  /** Deploys the application, runs it as a server does, and undeploys it. */
  private Object deploy(ClassLoader parent, URL... urls) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(urls, parent)) {
      deployed.add(new PhantomReference<>(loader, collected));
      return run(loader);
    }
  }

  /** Runs the application, and drops its result. */
  private URLClassLoader deployForGood() throws Exception {
    URLClassLoader loader = new URLClassLoader(new URL[] {jar, classes}, PLATFORM);
    run(loader);
    return loader;
  }

  @SuppressWarnings("unchecked") // It is our own class, seen through another loader.
  private Object run(ClassLoader loader) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader server = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return ((Function<Path, Object>)
              loader.loadClass(WebApplication.class.getName()).getConstructor().newInstance())
          .apply(file);
    } finally {
      thread.setContextClassLoader(server);
    }
  }

  /** A record with a component of one of this program's classes. */
  private record Slot(Mode mode) {}

  private enum Mode {
    REDEPLOY
  }

  private void collect() {
    // JDK 17 keeps the class that last compared records in a slot; put this one there.
    Slot slot = new Slot(Mode.REDEPLOY);
    if (!slot.equals(new Slot(Mode.valueOf("REDEPLOY")))
        || slot.hashCode() == 1
        || slot.toString().isEmpty()) {
      throw new IllegalStateException("records are not what they were");
    }
    // The collector needs several rounds for a dropped key store.
    for (int i = 0; i < 5; i++) {
      System.gc();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    until(
        () -> {
          System.gc();
          for (Object one = collected.poll(); one != null; one = collected.poll()) {
            deployed.remove(one);
          }
          return deployed.isEmpty() && threads().isEmpty();
        });
  }

  private static void until(BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean() && System.nanoTime() - begin < LONGEST.toNanos()) {
      // Each round collects the whole heap, and some threads end only after a minute.
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
  }

  /** The threads that belong neither to the JVM nor to this program. */
  private static List<String> threads() {
    List<String> names = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      ClassLoader context = thread.getContextClassLoader();
      ClassLoader own = thread.getClass().getClassLoader();
      if (thread.getName().startsWith("vaultjca")
          || thread.getName().startsWith("HttpClient")
          || context instanceof URLClassLoader
          || own instanceof URLClassLoader) {
        names.add(thread.getName());
      }
    }
    return names;
  }
}
