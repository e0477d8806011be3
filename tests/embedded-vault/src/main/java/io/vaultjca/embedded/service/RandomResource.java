package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.KeyMaterial;

/** Random numbers of a Managed HSM: 1 to 128 bytes. */
final class RandomResource {
  private static final int MOST = 128;

  Route route() {
    return Route.of("POST", "rng", "rng", "rng/action", this::random);
  }

  private Answer random(Call call) throws ServiceException {
    Integer count = Body.of(call.request(), "count").integer("count");
    if (count == null || count < 1 || count > MOST) {
      throw ServiceException.badParameter(
          "Invalid value for 'count': it must be between 1 and " + MOST);
    }
    ObjectNode node = Json.object();
    node.put("value", Json.base64Url(KeyMaterial.randomBytes(count)));
    return Answer.ok(node);
  }
}
