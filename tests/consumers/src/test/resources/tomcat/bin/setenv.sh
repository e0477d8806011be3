# Read by catalina.sh, from $CATALINA_BASE/bin.

# The provider must be on the class path that the JVM itself sees. In lib/ it would be too late:
# Tomcat's own class loader reads that folder, and the JVM looks for providers without it.
CLASSPATH="$CATALINA_BASE/bin/vaultjca.jar"

# Registers the provider for this JVM alone: conf/java.security is java.security.sample as it is.
CATALINA_OPTS="$CATALINA_OPTS -Djava.security.properties=$CATALINA_BASE/conf/java.security"
