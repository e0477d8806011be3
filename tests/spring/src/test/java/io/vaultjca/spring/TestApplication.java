package io.vaultjca.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web application that answers with the subject of the caller's certificate. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
class TestApplication {
  @GetMapping("/")
  String caller(HttpServletRequest request) {
    X509Certificate[] certificates =
        (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
    return certificates == null ? "nobody" : certificates[0].getSubjectX500Principal().getName();
  }
}
