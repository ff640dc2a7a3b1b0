# nginx with one small page; it keeps connections for a minute.
set -e
name=nginx
. "${0%/*}/folder.sh"
exec 8<&-
mkdir "$folder/html"
chmod 755 "$folder"
echo hello >"$folder/html/index.html"
cat >"$folder/nginx.conf" <<CONFIG
daemon off;
pid nginx.pid;
error_log stderr;
user $(id -un);
worker_processes 1;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
  keepalive_timeout 60;
  server { listen $PORT; root html; }
}
CONFIG
exec nginx -p "$folder" -c nginx.conf
