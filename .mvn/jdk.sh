# Finds a JDK 25 or newer and prints its home. Used by ./mvnw and ./aether.
#
# AETHER_JAVA_HOME and JAVA_HOME come first, then the `java` on the PATH, then the places where
# JDKs are usually installed. Prints nothing if there is none.

# HOME -> whether its release file says 25 or newer. Every start asks this of some JDKs, so it starts
# no other program.
is_new_enough() {
  major=
  if [ -r "$1/release" ]; then
    while IFS='"' read -r name value _; do
      if [ "$name" = JAVA_VERSION= ]; then
        major=${value%%[!0-9]*}
        break
      fi
    done <"$1/release"
  fi
  [ "${major:-0}" -ge 25 ]
}

find_jdk() {
  on_path=$(command -v java 2>/dev/null) && on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
  for home in "${AETHER_JAVA_HOME:-}" "${JAVA_HOME:-}" "${on_path%/bin/java}" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$home" ] && [ -x "$home/bin/javac" ] && is_new_enough "$home"; then
      echo "$home"
      return
    fi
  done
}
