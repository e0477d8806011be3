package com.example;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

@SpringBootApplication
@RestController
public class Application {
  private final RestClient client;
  private final String partner;

  Application(RestClient.Builder builder, @Value("${partner}") String partner) {
    this.client = builder.build();
    this.partner = partner;
  }

  public static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments);
  }

  @GetMapping("/")
  String caller(HttpServletRequest request) {
    X509Certificate[] certificates =
        (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
    return certificates[0].getSubjectX500Principal().getName();
  }

  @GetMapping("/partner")
  String callPartner() {
    return client.get().uri(partner).retrieve().body(String.class);
  }
}
