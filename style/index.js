import './base.css';
import './clusterview.css';
import './dashboards.css';
import './logs.css';
