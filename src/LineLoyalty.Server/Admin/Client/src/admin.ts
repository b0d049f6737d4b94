import '@tabler/core/dist/css/tabler.min.css';
import './admin.css';
import 'htmx.org';
