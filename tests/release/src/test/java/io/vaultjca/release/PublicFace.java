package io.vaultjca.release;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What programs can see of our artifacts, one line a type or member: what is public or protected in
 * a package that a module exports to all.
 */
final class PublicFace {
  private static final int MODIFIERS =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;
  private static final List<String> IMPLIED =
      List.of(
          "public boolean equals(java.lang.Object)",
          "public int hashCode()",
          "public java.lang.String toString()");

  private final SortedSet<String> lines = new TreeSet<>();

  /** What has gone, and what has come. */
  record Difference(SortedSet<String> gone, SortedSet<String> come) {
    static Difference between(SortedSet<String> before, SortedSet<String> now) {
      SortedSet<String> gone = new TreeSet<>(before);
      gone.removeAll(now);
      SortedSet<String> come = new TreeSet<>(now);
      come.removeAll(before);
      return new Difference(gone, come);
    }
  }

  SortedSet<String> lines() {
    return lines;
  }

  void add(String line) {
    lines.add(line);
  }

  /** Adds the packages of a jar, or of a folder of classes, that has this class. */
  void addPackages(Class<?> one, Iterable<String> packages) throws IOException {
    Path location = location(one);
    if (Files.isDirectory(location)) {
      addPackages(location, one.getClassLoader(), packages);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(location)) {
        addPackages(jar.getPath("/"), one.getClassLoader(), packages);
      }
    }
  }

  /** The jar or the folder that has a class. */
  static Path location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private void addPackages(Path root, ClassLoader loader, Iterable<String> packages)
      throws IOException {
    for (String name : packages) {
      List<String> classes;
      try (Stream<Path> files = Files.list(root.resolve(name.replace('.', '/')))) {
        classes =
            files
                .map(file -> file.getFileName().toString())
                .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                .map(file -> name + "." + file.substring(0, file.length() - ".class".length()))
                .toList();
      }
      for (String each : classes) {
        try {
          addType(Class.forName(each, false, loader));
        } catch (ClassNotFoundException e) {
          throw new IOException(e);
        }
      }
    }
  }

  void addType(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
      if (!isVisible(at.getModifiers()) || at.isAnonymousClass() || at.isLocalClass()) {
        return;
      }
    }
    lines.add("%s: %s".formatted(type.getCanonicalName(), declaration(type)));
    members(type, type.getDeclaredConstructors());
    members(type, type.getDeclaredMethods());
    members(type, type.getDeclaredFields());
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String declaration(Class<?> type) {
    StringBuilder text = new StringBuilder(Modifier.toString(type.getModifiers() & MODIFIERS));
    text.append(type.isSealed() ? " sealed " : " ");
    text.append(
        type.isAnnotation()
            ? "@interface"
            : type.isInterface()
                ? "interface"
                : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class");
    if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
      text.append(" extends ").append(type.getGenericSuperclass().getTypeName());
    }
    if (type.getGenericInterfaces().length > 0) {
      text.append(" implements ").append(names(type.getGenericInterfaces()));
    }
    return text.toString();
  }

  private void members(Class<?> type, Member... members) {
    for (Member member : members) {
      if (isVisible(member.getModifiers()) && !member.isSynthetic() && !isImplied(type, member)) {
        lines.add("%s: %s".formatted(type.getCanonicalName(), declaration(member)));
      }
    }
  }

  /** Whether each class, or each enum, has it. */
  private static boolean isImplied(Class<?> type, Member member) {
    return member instanceof Method method
        && (IMPLIED.contains(declaration(method).replace("final ", ""))
            || (type.isEnum() && List.of("values", "valueOf").contains(method.getName())));
  }

  private static String declaration(Member member) {
    String modifiers = Modifier.toString(member.getModifiers() & MODIFIERS);
    if (member instanceof Field field) {
      return "%s %s %s%s"
          .formatted(
              modifiers, field.getGenericType().getTypeName(), field.getName(), value(field));
    }
    Executable executable = (Executable) member;
    String thrown =
        executable.getGenericExceptionTypes().length == 0
            ? ""
            : " throws " + names(executable.getGenericExceptionTypes());
    String arguments = names(executable.getGenericParameterTypes());
    if (executable instanceof Constructor<?>) {
      return "%s new(%s)%s".formatted(modifiers, arguments, thrown);
    }
    Method method = (Method) executable;
    return "%s%s %s %s(%s)%s"
        .formatted(
            modifiers,
            method.isDefault() ? " default" : "",
            method.getGenericReturnType().getTypeName(),
            method.getName(),
            arguments,
            thrown);
  }

  /** A constant's value, which the compiler copies into the programs that use it. */
  private static String value(Field field) {
    boolean constant =
        Modifier.isStatic(field.getModifiers())
            && Modifier.isFinal(field.getModifiers())
            && (field.getType().isPrimitive() || field.getType() == String.class);
    if (!constant) {
      return "";
    }
    try {
      return " = " + field.get(null);
    } catch (IllegalAccessException protectedField) {
      return "";
    }
  }

  private static String names(Type... types) {
    return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
  }
}
