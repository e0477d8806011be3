package io.vaultjca.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import java.security.KeyStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key that changes between its look-up and its use. */
@ExtendWith(FaultTable.class)
class LifecycleTest {

  /** A change that an administrator makes. */
  enum Change {
    ROTATED("key rotated between look-up and use") {
      @Override
      void make(Scene scene, String name, String version) {
        scene.rotate(name);
      }

      @Override
      String expected(Work work) {
        return switch (work) {
          case SIGN -> "a valid signature";
          case UNWRAP -> "the key";
          case LOAD -> "the entry";
          case REFRESH -> "the new entry";
        };
      }
    },
    DISABLED("key disabled between look-up and use") {
      @Override
      void make(Scene scene, String name, String version) throws Exception {
        scene.administer(
            "PATCH", "/keys/" + name + "/" + version, "{\"attributes\":{\"enabled\":false}}");
      }

      @Override
      String expected(Work work) {
        return switch (work) {
          case SIGN -> "SignatureException: the Key Vault answered 403 Forbidden/KeyDisabled";
          case UNWRAP -> "InvalidKeyException: the Key Vault answered 403 Forbidden/KeyDisabled";
          case LOAD -> "the entry";
          case REFRESH -> "the entry as it was";
        };
      }
    },
    DELETED("key deleted between look-up and use") {
      @Override
      void make(Scene scene, String name, String version) throws Exception {
        scene.administer("DELETE", "/certificates/" + name, "");
      }

      @Override
      String expected(Work work) {
        return gone(work);
      }
    },
    PURGED("key purged between look-up and use") {
      @Override
      void make(Scene scene, String name, String version) throws Exception {
        scene.administer("DELETE", "/certificates/" + name, "");
        scene.purge(name);
      }

      @Override
      String expected(Work work) {
        return gone(work);
      }
    };

    private final String title;

    Change(String title) {
      this.title = title;
    }

    abstract void make(Scene scene, String name, String version) throws Exception;

    abstract String expected(Work work);

    private static String gone(Work work) {
      return switch (work) {
        case SIGN -> "SignatureException: the Key Vault answered 404 KeyNotFound";
        case UNWRAP -> "InvalidKeyException: the Key Vault answered 404 KeyNotFound";
        case LOAD, REFRESH -> "no entry";
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void isUsedOrReported(Change change) throws Exception {
    try (Scene scene = Scene.open()) {
      KeyStore store = scene.store(Map.of(), false);
      Map<Work, Scene.Prepared> prepared = new EnumMap<>(Work.class);
      prepared.put(Work.SIGN, scene.signing(store));
      prepared.put(Work.UNWRAP, scene.unwrapping(store));
      prepared.put(Work.LOAD, scene.loading(scene.store(Map.of(), false)));
      prepared.put(Work.REFRESH, scene.refreshed(store));
      Function<String, String> version =
          name -> {
            String kid = scene.kid(store, name);
            return kid.substring(kid.lastIndexOf('/') + 1);
          };
      change.make(scene, "signer", version.apply("signer"));
      change.make(scene, "unwrapper", version.apply("unwrapper"));
      for (Work work : Work.values()) {
        Outcome outcome = prepared.get(work).run();
        String actual =
            outcome
                .complaint()
                .map(text -> outcome.result() + ": " + text)
                .orElse(outcome.result());
        String expected = change.expected(work);
        FaultTable.add(
            FaultKind.KEY_CHANGED,
            List.of(Change.values()).indexOf(change),
            change.title,
            work.title(),
            expected + "; 0–20 s; " + requests(change, work) + " requests",
            actual,
            outcome.elapsed().toMillis() / 1000.0,
            Long.toString(outcome.requests()));
        String[] parts = expected.split(": ", 2);
        assertThat(actual).startsWith(parts[0]).contains(parts[parts.length - 1]);
        assertThat(outcome.elapsed().toMillis()).isLessThan(20_000);
        assertThat(outcome.requests()).as(work + " " + actual).isEqualTo(requests(change, work));
      }
      assertThat(scene.store(Map.of(Setting.ALIASES, "signer"), false).size())
          .isEqualTo(change == Change.DELETED || change == Change.PURGED ? 0 : 1);
    }
  }

  /** If there is no certificate, a second request looks for a key of the name. */
  private static long requests(Change change, Work work) {
    boolean gone = change == Change.DELETED || change == Change.PURGED;
    return gone && (work == Work.LOAD || work == Work.REFRESH) ? 2 : 1;
  }
}
