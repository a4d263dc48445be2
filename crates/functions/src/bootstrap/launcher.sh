# Starts the extensions of an environment, and its runtime once the cloud says so. What it says of an extension that
# ended goes to the cloud, not into the log.
for extension in "$_STRATUS_EXTENSIONS"/*; do
    if [ -f "$extension" ] && [ -x "$extension" ]; then
        {
            "$extension" </dev/null
            printf '\036\036%s %d\n' "${extension##*/}" $? >&2
        } &
    fi
done
unset _STRATUS_EXTENSIONS extension
read -r _ || exit 1
exec "$@" </dev/null
