# One step of a killed run: RUN STEP SECONDS FAILS LOCK, in the folder of the data folder. It writes to `marks` what it does,
# and looks whether it, or whoever has its lock, is there already.
me="$1/$2"
alive() {
  pid=$(cat "$1" 2>/dev/null)
  [ -n "$pid" ] && [ -d "/proc/$pid" ] && ! grep -q ') Z ' "/proc/$pid/stat" 2>/dev/null
}
alive "at/$1.$2" && echo "twice $me" >> marks
echo $$ > "at/$1.$2"
if [ "$5" != - ]; then
  alive "at/lock.$5" && echo "together $me" >> marks
  echo $$ > "at/lock.$5"
fi
echo "begin $me" >> marks
sleep "$3"
[ "$5" = - ] || rm -f "at/lock.$5"
rm -f "at/$1.$2"
if [ "$(grep -c "^fail $me\$" marks)" -lt "$4" ]; then
  echo "fail $me" >> marks
  exit 1
fi
echo "end $me" >> marks
echo "result of $2"
