"""Hosts, middleware, templates and security headers."""

from django.utils.csp import CSP

from config.settings.environment import flag, text, whole

SECRET_KEY = text("PODIUM_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = ["*"]
"""Routing decides: PodMiddleware answers 400 to a malformed host and 404 to one that no shop has."""

PLATFORM_HOST = text("PODIUM_PLATFORM_HOST", "podium.localhost")
SHOP_SUFFIX = text("PODIUM_SHOP_SUFFIX", "localhost")
WEB_PORT = whole("PODIUM_WEB_PORT", 8000)
HTTPS = flag("PODIUM_HTTPS", default=True)

FORCE_SCRIPT_NAME = ""
"""We are mounted at the root of each host: a client that says otherwise (SCRIPT_NAME) must not bend our links."""

ROOT_URLCONF = "config.urls"
PUBLIC_SCHEMA_URLCONF = "config.public_urls"
WSGI_APPLICATION = "config.wsgi.application"

MIDDLEWARE = [
    "pods.routing.request_log.RequestLogMiddleware",
    "pods.routing.health.HealthMiddleware",
    "pods.routing.secure_headers.SecureHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "pods.routing.middleware.PodMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "pods.routing.middleware.ResidencyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "shop.staff.middleware.StaffMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": ["config/templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["shop.pages.templatetags.pages"],
        },
    }
]

AUTH_USER_MODEL = "staff.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_ENGINE = "shop.staff.session_store"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.form_too_old"

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
"""What the pages speak. Another language is added with its catalogue: half-translated pages are worse than none."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
UPLOAD_LARGEST_BYTES = 10 * 1_048_576
"""Of a whole request with files in it: Django's own limit counts only the fields, and files would fill the disk."""
FILE_UPLOAD_HANDLERS = [
    "pods.routing.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
TEST_GATEWAY_URL = text("PODIUM_GATEWAY_URL", "http://127.0.0.1:8090")
TEST_GATEWAY_SECRET = text("PODIUM_GATEWAY_SECRET", "")
"""Signs the Test gateway's webhooks. Without it none is believed."""
METRICS_FOLDER = text("PROMETHEUS_MULTIPROC_DIR", "")
METRICS_PORT = whole("PODIUM_METRICS_PORT", 0)
